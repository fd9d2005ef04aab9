/*
about: Does durable response become more likely with the peak of CAR T cells? (Figure 1G)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: peak_car_t_per_ul, outcome: durable_response, scale: log2, figure: '1G', family: figure_1}
reference: 'Locke 2020, Figure 1G: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.durable_response
from cohort
where cohort.is_infused
