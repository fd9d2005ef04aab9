/*
about: Does severe CRS depend on the viability of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  viability_percent: {unit: '%', about: Viability of the product}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: viability_percent, outcome: crs_grade3_or_higher, scale: identity, family: supplemental_table_8}
reference: 'Locke 2020, Supplemental Table 8: other release criteria: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.viability_percent, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
