-- What the columns of the cohort are, in words: outcomes as the report calls them.
select columns.column_name, coalesce(registered.label, columns.about) as about, columns.unit
from meta.columns as columns
left join seeds.outcome_registry as registered on registered.outcome = columns.column_name
where columns.relation = 'marts.cohort'
