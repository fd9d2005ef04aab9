-- From where to where the values of two columns go, among subjects who have both; one column is given twice.
select count(*) as n, min({x}) as x_low, max({x}) as x_high, min({y}) as y_low, max({y}) as y_high
from marts.cohort
where isfinite({x}::double) and isfinite({y}::double)
