/*
about: Is the number of previous lines related to ferritin before conditioning?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
analysis: {method: spearman, covariate: prior_lines, outcome: ferritin_baseline_ng_ml, family: supplemental_table_7}
reference: 'Locke 2020, Supplemental Table 7: higher with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.ferritin_baseline_ng_ml
from cohort
where cohort.is_infused
