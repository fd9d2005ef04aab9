/*
about: Does durable response depend on CAR T cells at month 3 among those still in response then?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: CAR T cells at month 3}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: car_t_month3_per_ul, outcome: durable_response, scale: log2, family: landmark, subset: still in response at month 3}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the outcome was settled when the covariate was measured'
*/
with
    cohort as (select * from {{ ref('cohort') }}),
    outcomes as (select * from {{ ref('outcomes') }}),
    kinetics as (select * from {{ ref('kinetics') }})
-- Infused subjects whose response was still ongoing on the day of the month 3 sample. A relapse on a day that is not
-- known may have come before.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('kinetics.car_t_month3_per_ul', 'coalesce(kinetics.month3_lloq_per_ul, cohort.car_t_lloq_per_ul)') }}
    as car_t_month3_per_ul,
    cohort.durable_response
from cohort
inner join outcomes on cohort.subject_id = outcomes.subject_id
inner join kinetics on cohort.subject_id = kinetics.subject_id
where
    cohort.is_infused
    and cohort.objective_response
    and case
        when outcomes.relapse_day is null
        then outcomes.durable_response_reason <> 'relapsed'
        else outcomes.relapse_day > kinetics.car_t_month3_day
    end
