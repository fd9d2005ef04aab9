/*
about: 'Does objective response depend on ferritin on day 1? (Supplemental Figure 4B, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day1_ng_ml: {unit: ng/mL, about: Ferritin at day 1}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: ferritin_day1_ng_ml, outcome: objective_response, scale: log2, figure: 'S4B', family: supplemental_figure_4}
reference: 'Locke 2020, Supplemental Figures 3 and 4, Supplemental Table 3: similar to baseline'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_day1_ng_ml, cohort.objective_response
from cohort
where cohort.is_infused
