/*
about: 'Does durable response depend on ferritin on the day of infusion? (Supplemental Figure 3B, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day0_ng_ml: {unit: ng/mL, about: Ferritin at day 0}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: ferritin_day0_ng_ml, outcome: durable_response, scale: log2, figure: 'S3B', family: supplemental_figure_3}
reference: 'Locke 2020, Supplemental Figures 3 and 4, Supplemental Table 3: similar to baseline'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_day0_ng_ml, cohort.durable_response
from cohort
where cohort.is_infused
