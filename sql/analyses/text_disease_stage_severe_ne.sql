/*
about: 'Do severe neurologic events depend on the Ann Arbor stage?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  disease_stage_number: {about: 'Ann Arbor stage as a number'}
  ne_grade3_or_higher: {about: 'Severe neurologic events'}
analysis: {method: logistic, covariate: disease_stage_number, outcome: ne_grade3_or_higher, scale: identity, family: text}
reference: 'Locke 2020, Methods: a biological control because it was not associated'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.disease_stage_number, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
