/*
about: Does durable response depend on the number of CD4+ T cells infused?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cells_infused_million: {unit: '10*6{cells}', about: CD4+ T cells infused}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: cd4_cells_infused_million, outcome: durable_response, scale: log2, family: text}
reference: 'Locke 2020, text: no association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cells_infused_million, cohort.durable_response
from cohort
where cohort.is_infused
