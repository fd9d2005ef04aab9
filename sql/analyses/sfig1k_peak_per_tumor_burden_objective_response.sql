/*
about: Does objective response depend on the peak relative to tumour burden? (Supplemental Figure 1K)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: peak_car_t_per_tumor_burden, outcome: objective_response, scale: log2, figure: 'S1K', family: supplemental_figure_1}
reference: 'Locke 2020, Supplemental Figure 1J-K: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_tumor_burden', 'cohort.car_t_lloq_per_ul / cohort.tumor_burden_mm2') }}
    as peak_car_t_per_tumor_burden,
    cohort.objective_response
from cohort
where cohort.is_infused
