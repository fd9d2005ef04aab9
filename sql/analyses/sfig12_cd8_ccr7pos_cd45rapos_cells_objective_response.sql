/*
about: 'Does objective response depend on the number of CCR7+CD45RA+ CD8+ T cells infused? (Supplemental Figure 12)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA+ CD8+ T cells infused'}
  objective_response: {about: 'Best response CR or PR'}
analysis: {method: logistic, covariate: cd8_ccr7pos_cd45rapos_cells_infused_million, outcome: objective_response, scale: log2, figure: 'S12', family: supplemental_figure_12}
reference: 'Locke 2020, Supplemental Figure 12: the subset of CD8+ T cells in 45 subjects; its panels are not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_ccr7pos_cd45rapos_cells_infused_million, cohort.objective_response
from cohort
where cohort.is_infused
