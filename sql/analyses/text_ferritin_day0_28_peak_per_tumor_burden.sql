/*
about: 'Is the average ferritin of the first 28 days related to the peak per tumour burden?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_mean_day0_28_ng_ml: {unit: 'ng/mL', about: 'Average ferritin day 0-28'}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: 'Peak CAR T cells per tumour burden'}
analysis: {method: spearman, covariate: ferritin_mean_day0_28_ng_ml, outcome: peak_car_t_per_tumor_burden, family: text}
reference: 'Locke 2020, Results: R = -0.2236, P = .0277; what it took over the 28 days is not said (G10)'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_mean_day0_28_ng_ml, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
