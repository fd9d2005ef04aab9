-- What the columns of the cohort are, in words.
select column_name, about, unit
from meta.columns
where relation = 'marts.cohort'
