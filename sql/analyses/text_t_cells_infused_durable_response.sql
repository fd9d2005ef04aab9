/*
about: Does durable response depend on the total number of T cells infused?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: T cells infused}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: viable_t_cells_infused_million, outcome: durable_response, scale: log2, family: text_controls}
reference: 'Locke 2020, Methods: a biological control without univariable association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.viable_t_cells_infused_million, cohort.durable_response
from cohort
where cohort.is_infused
