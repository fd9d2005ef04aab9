/*
about: 'Does severe CRS depend on the number of CCR7+CD45RA+ CD8+ T cells infused per tumour burden? (Figure 6C)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA+ CD8+ T cells infused per tumour burden'}
  crs_grade3_or_higher: {about: 'Severe CRS'}
analysis: {method: logistic, covariate: cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden, outcome: crs_grade3_or_higher, scale: log2, figure: '6C', family: figure_6}
reference: 'Locke 2020, Figure 6C: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
