/*
about: Does durable response depend on the International Prognostic Index?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ipi_score: {about: International Prognostic Index}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: ipi_score, outcome: durable_response, scale: identity, family: text_prespecified}
reference: 'Locke 2020, text: prespecified, not clearly predictive in earlier analyses'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ipi_score, cohort.durable_response
from cohort
where cohort.is_infused
