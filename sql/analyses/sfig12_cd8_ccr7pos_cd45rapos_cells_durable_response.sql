/*
about: 'Does durable response depend on the number of CCR7+CD45RA+ CD8+ T cells infused? (Supplemental Figure 12)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA+ CD8+ T cells infused'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: logistic, covariate: cd8_ccr7pos_cd45rapos_cells_infused_million, outcome: durable_response, scale: log2, figure: 'S12', family: supplemental_figure_12}
reference: 'Locke 2020, Supplemental Figure 12 and Supplemental Table 6: positive, in the 45 subjects with the deep panel'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_ccr7pos_cd45rapos_cells_infused_million, cohort.durable_response
from cohort
where cohort.is_infused
