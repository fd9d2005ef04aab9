/*
about: 'Do severe neurologic events depend on LDH before conditioning? (Figure 6G, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: ldh_baseline_u_l, outcome: ne_grade3_or_higher, scale: log2, figure: '6G', family: figure_6}
reference: 'Locke 2020, Figure 6G: positive for one of the two; which one is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ldh_baseline_u_l, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
