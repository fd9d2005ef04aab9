/*
about: Does durable response depend on the peak relative to body weight? (Supplemental Figure 13B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_kg: {unit: '{cells}/uL/kg', about: Peak CAR T cells per kg}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: peak_car_t_per_kg, outcome: durable_response, scale: log2, figure: 'S13B', family: supplemental_figure_13}
reference: 'Locke 2020, text: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_kg', 'cohort.car_t_lloq_per_ul / cohort.weight_kg') }}
    as peak_car_t_per_kg,
    cohort.durable_response
from cohort
where cohort.is_infused
