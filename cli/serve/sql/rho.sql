-- Spearman's rho: the correlation of ranks, where equal values share their middle rank.
with
    ranked as (
        select
            rank() over (order by {x}::double) + (count(*) over (partition by {x}::double) - 1) / 2.0 as x_rank,
            rank() over (order by {y}::double) + (count(*) over (partition by {y}::double) - 1) / 2.0 as y_rank
        from marts.cohort
        where isfinite({x}::double) and isfinite({y}::double)
    )

select case when count(distinct x_rank) > 1 and count(distinct y_rank) > 1 then corr(x_rank, y_rank) end as rho
from ranked
