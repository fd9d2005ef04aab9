/*
about: Does the rate of objective response change over quarters of the number of CD8+ T cells infused? (Supplemental Figure 9B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  objective_response: {about: Best response CR or PR}
analysis: {method: quartile_trend, covariate: cd8_cells_infused_million, outcome: objective_response, figure: 'S9B', family: supplemental_figure_9}
reference: 'Locke 2020, Supplemental Figure 9: rates by quarter'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.objective_response
from cohort
where cohort.is_infused
