/*
about: 'Do severe neurologic events depend on tumour burden? (Figure 6A, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: tumor_burden_mm2, outcome: ne_grade3_or_higher, scale: log2, figure: '6A', family: figure_6}
reference: 'Locke 2020, Figure 6A: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
