-- How often is the response durable in each quarter of a feature, such as peak_car_t_per_ul?
select
    quartiles.quartile,
    quartiles.lower_cut,
    quartiles.upper_cut,
    count(*) as n_subjects,
    count(*) filter (where outcomes.durable_response) as n_durable,
    round(100 * avg(outcomes.durable_response::integer), 1) as durable_percent
from marts.features as features
inner join marts.outcomes as outcomes on outcomes.subject_id = features.subject_id
inner join
    marts.quartiles as quartiles
    on quartiles.feature = features.feature
    and features.value > coalesce(quartiles.lower_cut, '-infinity'::double)
    and features.value <= coalesce(quartiles.upper_cut, 'infinity'::double)
where features.feature = $feature and outcomes.durable_response is not null
group by quartiles.quartile, quartiles.lower_cut, quartiles.upper_cut
order by quartiles.quartile
