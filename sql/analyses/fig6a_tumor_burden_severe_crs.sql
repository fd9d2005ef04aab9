/*
about: 'Does severe CRS depend on tumour burden? (Figure 6A, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: tumor_burden_mm2, outcome: crs_grade3_or_higher, scale: log2, figure: '6A', family: figure_6}
reference: 'Locke 2020, Figure 6A: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
