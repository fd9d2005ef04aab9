-- Every covariate with its quartiles, which the build has counted already, so that this is as quick for many subjects.
select
    quartiles.feature,
    any_value(described.about) as about,
    any_value(described.unit) as unit,
    any_value(quartiles.n_total) as n,
    min(quartiles.minimum) as lowest,
    max(quartiles.upper_cut) filter (where quartiles.quartile = 1) as q1,
    max(quartiles.upper_cut) filter (where quartiles.quartile = 2) as median,
    max(quartiles.upper_cut) filter (where quartiles.quartile = 3) as q3,
    max(quartiles.maximum) as highest
from marts.quartiles as quartiles
left join meta.columns as described on described.relation = 'marts.cohort' and described.column_name = quartiles.feature
group by quartiles.feature
order by min(described.column_order), quartiles.feature
