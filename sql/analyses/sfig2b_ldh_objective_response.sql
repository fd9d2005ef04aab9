/*
about: Does objective response depend on LDH before conditioning? (Supplemental Figure 2B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: ldh_baseline_u_l, outcome: objective_response, scale: log2, figure: 'S2B', family: supplemental_figure_2}
reference: 'Locke 2020, Supplemental Figure 2B-G: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ldh_baseline_u_l, cohort.objective_response
from cohort
where cohort.is_infused
