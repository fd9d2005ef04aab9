/*
about: Does durable response depend on age?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  age_years: {unit: a, about: Age}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: age_years, outcome: durable_response, scale: identity, family: text_prespecified}
reference: 'Locke 2020, text: prespecified, not clearly predictive in earlier analyses'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.age_years, cohort.durable_response
from cohort
where cohort.is_infused
