/*
about: Does durable response depend on ferritin before conditioning? (Figure 2D)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: ferritin_baseline_ng_ml, outcome: durable_response, scale: log2, figure: '2D', family: figure_2}
reference: 'Locke 2020, Figure 2D: no association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.durable_response
from cohort
where cohort.is_infused
