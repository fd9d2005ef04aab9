/*
about: Does durable response depend on the viability of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  viability_percent: {unit: '%', about: Viability of the product}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: viability_percent, outcome: durable_response, scale: identity, family: supplemental_table_8}
reference: 'Locke 2020, Supplemental Table 8: other release criteria: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.viability_percent, cohort.durable_response
from cohort
where cohort.is_infused
