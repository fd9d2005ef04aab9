/*
about: 'Is the Ann Arbor stage related to the peak?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  disease_stage_number: {about: 'Ann Arbor stage as a number'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
analysis: {method: spearman, covariate: disease_stage_number, outcome: peak_car_t_per_ul, family: text}
reference: 'Locke 2020, Methods: a biological control because it was not associated'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.disease_stage_number, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
