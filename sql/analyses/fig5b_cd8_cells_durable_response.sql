/*
about: Does durable response depend on the number of CD8+ T cells infused? (Figure 5B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: cd8_cells_infused_million, outcome: durable_response, scale: log2, figure: '5B', family: figure_5}
reference: 'Locke 2020, Figure 5A-C: none. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.durable_response
from cohort
where cohort.is_infused
