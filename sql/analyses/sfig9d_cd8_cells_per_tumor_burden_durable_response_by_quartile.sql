/*
about: Does the rate of durable response change over quarters of the number of CD8+ T cells infused per tumour burden? (Supplemental Figure 9D)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CD8+ T cells infused per tumour burden}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: quartile_trend, covariate: cd8_cells_infused_per_tumor_burden, outcome: durable_response, figure: 'S9D', family: supplemental_figure_9}
reference: 'Locke 2020, Supplemental Figure 9D: durable response in 16 % of the lowest and 58 % of the highest quarter'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_per_tumor_burden, cohort.durable_response
from cohort
where cohort.is_infused
