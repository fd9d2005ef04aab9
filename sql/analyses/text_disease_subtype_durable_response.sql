/*
about: 'Does durable response differ between diffuse large B-cell lymphoma and the other subtypes?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  is_dlbcl: {about: 'Diffuse large B-cell lymphoma'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: logistic, covariate: is_dlbcl, outcome: durable_response, scale: identity, family: text}
reference: 'Locke 2020, Introduction: not clearly predictive. The two groups are those of Neelapu 2017, Table 1: DLBCL; PMBCL or transformed follicular lymphoma'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    regexp_matches(lower(cohort.disease_subtype), '{{ var("dlbcl_pattern") }}') as is_dlbcl,
    cohort.durable_response
from cohort
where cohort.is_infused
