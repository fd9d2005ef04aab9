/*
about: How many infused subjects had each outcome in each quarter of each covariate, of those who have both. A rate is made from the two counts.
grain: [feature, outcome, quarter]
within: [feature, outcome]
columns:
  feature: {is: label, about: Covariate}
  outcome: {is: label, about: Outcome}
  quarter: {is: label, about: "Quarter of the covariate, 1 to 4"}
  n_with: {is: count, about: Subjects with the outcome}
  n_without: {is: count, about: Subjects without it}
*/
with
    outcomes as (
        select subject_id, objective_response, durable_response, crs_grade3_or_higher, ne_grade3_or_higher
        from marts.cohort
        where is_infused
    ),
    long as (unpivot outcomes on columns(* exclude (subject_id)) into name outcome value has_it)
select
    quartiles.feature,
    long.outcome,
    quartiles.quartile as quarter,
    count(*) filter (where long.has_it) as n_with,
    count(*) filter (where not long.has_it) as n_without
from long
inner join marts.features as features on long.subject_id = features.subject_id
inner join
    marts.quartiles as quartiles
    on quartiles.feature = features.feature
    and features.value > coalesce(quartiles.lower_cut, '-infinity'::double)
    and features.value <= coalesce(quartiles.upper_cut, 'infinity'::double)
group by all
