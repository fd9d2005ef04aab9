/*
about: Does objective response depend on the transduction of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  transduction_percent: {unit: '%', about: Transduction}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: transduction_percent, outcome: objective_response, scale: identity, family: supplemental_table_4}
reference: 'Locke 2020, Supplemental Table 4: product characteristics and objective response, doubling time first'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.transduction_percent, cohort.objective_response
from cohort
where cohort.is_infused
