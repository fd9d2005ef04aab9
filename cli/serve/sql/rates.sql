-- How many of those who can be evaluated have an outcome, in each quarter of a covariate.
select quartiles.quartile, count(*) filter (where cohort. {outcome}) as n_events, count(*) as n
from marts.cohort as cohort
inner join
    marts.quartiles as quartiles
    on quartiles.feature = $feature
    and cohort. {x} > coalesce(quartiles.lower_cut, '-infinity'::double)
    and cohort. {x} <= coalesce(quartiles.upper_cut, 'infinity'::double)
where cohort. {outcome} is not null
group by quartiles.quartile
order by quartiles.quartile
