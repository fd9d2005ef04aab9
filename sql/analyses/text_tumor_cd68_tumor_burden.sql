/*
about: 'Is the expression of CD68 in the tumour related to tumour burden?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_cd68_expression: {about: 'CD68 expression of the tumour'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
analysis: {method: spearman, covariate: tumor_cd68_expression, outcome: tumor_burden_mm2, family: text}
reference: 'Locke 2020, Results: none; biopsies before treatment'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_cd68_expression, cohort.tumor_burden_mm2
from cohort
where cohort.is_infused
