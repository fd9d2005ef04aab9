/*
about: Is the transduction of the product related to the peak of CAR T cells?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  transduction_percent: {unit: '%', about: Transduction}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: transduction_percent, outcome: peak_car_t_per_ul, family: text_controls}
reference: 'Locke 2020, Methods: a biological control without univariable association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.transduction_percent, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
