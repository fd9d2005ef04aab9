/*
about: Is the number of previous lines related to the share of CCR7+CD45RA+ cells in the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: CCR7+CD45RA+ cells of the product}
analysis: {method: spearman, covariate: prior_lines, outcome: product_ccr7pos_cd45rapos_percent, family: supplemental_table_7}
reference: 'Locke 2020, Supplemental Table 7: lower with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.product_ccr7pos_cd45rapos_percent
from cohort
where cohort.is_infused
