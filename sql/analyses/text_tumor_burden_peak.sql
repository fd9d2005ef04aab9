/*
about: Is tumour burden related to the peak of CAR T cells?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: tumor_burden_mm2, outcome: peak_car_t_per_ul, family: text}
reference: 'Locke 2020, text: no association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
