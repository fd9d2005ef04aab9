-- One point for each subject with both values.
select {x}::double as x, {y}::double as y, 1 as n
from marts.cohort
where isfinite({x}::double) and isfinite({y}::double)
order by x, y
