/*
about: Does durable response depend on LDH before conditioning? (Figure 2E)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: ldh_baseline_u_l, outcome: durable_response, scale: log2, figure: '2E', family: figure_2}
reference: 'Locke 2020, Figure 2E: negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ldh_baseline_u_l, cohort.durable_response
from cohort
where cohort.is_infused
