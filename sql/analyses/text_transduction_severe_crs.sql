/*
about: Does severe CRS depend on the transduction of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  transduction_percent: {unit: '%', about: Transduction}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: transduction_percent, outcome: crs_grade3_or_higher, scale: identity, family: text_controls}
reference: 'Locke 2020, Methods: a biological control without univariable association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.transduction_percent, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
