/*
about: Does durable response depend on the CAR T-cell dose per kg?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_dose_million_per_kg: {unit: '10*6{cells}/kg', about: CAR T cells infused per kg}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: car_t_dose_million_per_kg, outcome: durable_response, scale: log2, family: supplemental_table_8}
reference: 'Locke 2020, Supplemental Table 8: other release criteria: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.car_t_dose_million_per_kg, cohort.durable_response
from cohort
where cohort.is_infused
