/*
about: Does objective response depend on the number of CD8+ T cells infused? (Figure 5C)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: cd8_cells_infused_million, outcome: objective_response, scale: log2, figure: '5C', family: figure_5}
reference: 'Locke 2020, Figure 5A-C: none. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.objective_response
from cohort
where cohort.is_infused
