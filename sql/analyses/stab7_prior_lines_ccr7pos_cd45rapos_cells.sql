/*
about: Is the number of previous lines related to the number of CCR7+CD45RA+ T cells infused?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: CCR7+CD45RA+ T cells infused}
analysis: {method: spearman, covariate: prior_lines, outcome: ccr7pos_cd45rapos_cells_infused_million, family: supplemental_table_7}
reference: 'Locke 2020, Supplemental Table 7: lower with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.ccr7pos_cd45rapos_cells_infused_million
from cohort
where cohort.is_infused
