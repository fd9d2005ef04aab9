-- A covariate among the subjects of each level of an outcome. Who cannot be evaluated is counted, not hidden.
select
    coalesce({outcome}::varchar, 'not evaluable') as level,
    count({x}) as n,
    quantile_cont({x}::double, 0.25) as q1,
    median({x}::double) as median,
    quantile_cont({x}::double, 0.75) as q3
from marts.cohort
where {x} is not null
group by level
order by
    level = 'not evaluable',
    list_position(['CR', 'PR', 'NR', 'durable', 'relapsed', 'nonresponder'], level) nulls last,
    level
