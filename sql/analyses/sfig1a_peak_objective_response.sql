/*
about: Does objective response depend on the peak of CAR T cells? (Supplemental Figure 1A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: peak_car_t_per_ul, outcome: objective_response, scale: log2, figure: 'S1A', family: supplemental_figure_1}
reference: 'Locke 2020, Supplemental Figure 1A-D and J-K: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.objective_response
from cohort
where cohort.is_infused
