/*
about: 'Do severe neurologic events depend on the number of CCR7+CD45RA+ T cells infused per tumour burden? (Supplemental Figure 14B-C)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA+ T cells infused per tumour burden'}
  ne_grade3_or_higher: {about: 'Severe neurologic events'}
analysis: {method: logistic, covariate: ccr7pos_cd45rapos_cells_infused_per_tumor_burden, outcome: ne_grade3_or_higher, scale: log2, figure: 'S14', family: supplemental_figure_14}
reference: 'Locke 2020, Supplemental Figure 14B-C: subsets relative to tumour burden against toxicity; which ones is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ccr7pos_cd45rapos_cells_infused_per_tumor_burden, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
