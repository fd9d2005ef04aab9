/*
about: Does objective response depend on ferritin before conditioning? (Supplemental Figure 2F)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: ferritin_baseline_ng_ml, outcome: objective_response, scale: log2, figure: 'S2F', family: supplemental_figure_2}
reference: 'Locke 2020, Supplemental Figure 2B-G: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.objective_response
from cohort
where cohort.is_infused
