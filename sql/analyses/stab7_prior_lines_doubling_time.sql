/*
about: Is the number of previous lines related to the doubling time of the product?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  doubling_time_days: {unit: d, about: Doubling time of the product}
analysis: {method: spearman, covariate: prior_lines, outcome: doubling_time_days, family: supplemental_table_7}
reference: 'Locke 2020, Supplemental Table 7: longer with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.doubling_time_days
from cohort
where cohort.is_infused
