/*
about: Does objective response depend on the number of previous lines?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  prior_lines: {about: Previous lines of therapy}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: prior_lines, outcome: objective_response, scale: identity, family: supplemental_table_7}
reference: 'Locke 2020, text: less efficacy and more toxicity with more previous lines, described without a test'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.prior_lines, cohort.objective_response
from cohort
where cohort.is_infused
