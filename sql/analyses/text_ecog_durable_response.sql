/*
about: Does durable response depend on ECOG performance status?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ecog: {about: ECOG performance status}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: ecog, outcome: durable_response, scale: identity, family: text_prespecified}
reference: 'Locke 2020, text: prespecified, not clearly predictive in earlier analyses'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ecog, cohort.durable_response
from cohort
where cohort.is_infused
