/*
about: Does durable response depend on the transduction of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  transduction_percent: {unit: '%', about: Transduction}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: transduction_percent, outcome: durable_response, scale: identity, family: text_controls}
reference: 'Locke 2020, Methods: a biological control without univariable association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.transduction_percent, cohort.durable_response
from cohort
where cohort.is_infused
