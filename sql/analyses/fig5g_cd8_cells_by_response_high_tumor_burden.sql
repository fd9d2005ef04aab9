/*
about: Is the number of CD8+ T cells infused higher in durable responders where tumour burden is high? (Figure 5G)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  response_status: {about: 'Durable, relapsed within the year or nonresponder'}
analysis: {method: kruskal_dunn, value: cd8_cells_infused_million, group: response_status, levels: [durable, relapsed, nonresponder], figure: '5G', family: figure_5, subset: tumour burden above its median}
reference: 'Locke 2020, Figure 5G: higher in durable response than after relapse'
*/
with cohort as (select * from {{ ref('cohort') }})
-- Infused subjects with a tumour burden above its median; the median itself is low (G23).
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.response_status
from cohort
where cohort.is_infused and cohort.tumor_burden_group = 'high'
