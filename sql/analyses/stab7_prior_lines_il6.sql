/*
about: Is the number of previous lines related to IL-6 before conditioning?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
analysis: {method: spearman, covariate: prior_lines, outcome: il6_baseline_pg_ml, family: supplemental_table_7}
reference: 'Locke 2020, Supplemental Table 7: higher with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.il6_baseline_pg_ml
from cohort
where cohort.is_infused
