/*
about: 'Is the doubling time of the product related to the peak relative to tumour burden? (Figure 3C, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: doubling_time_days, outcome: peak_car_t_per_tumor_burden, figure: '3C', family: figure_3}
reference: 'Locke 2020, Figure 3C-D and text: negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
