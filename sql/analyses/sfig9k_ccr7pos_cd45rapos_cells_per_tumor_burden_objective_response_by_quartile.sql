/*
about: Does the rate of objective response change over quarters of the number of CCR7+CD45RA+ T cells infused per tumour burden? (Supplemental Figure 9K)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CCR7+CD45RA+ T cells infused per tumour burden}
  objective_response: {about: Best response CR or PR}
analysis: {method: quartile_trend, covariate: ccr7pos_cd45rapos_cells_infused_per_tumor_burden, outcome: objective_response, figure: 'S9K', family: supplemental_figure_9}
reference: 'Locke 2020, Supplemental Figure 9: rates by quarter'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ccr7pos_cd45rapos_cells_infused_per_tumor_burden, cohort.objective_response
from cohort
where cohort.is_infused
