/*
about: 'Does objective response depend on IL-6 on the day of infusion? (Supplemental Figure 3D, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_day0_pg_ml: {unit: pg/mL, about: IL-6 at day 0}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: il6_day0_pg_ml, outcome: objective_response, scale: log2, figure: 'S3D', family: supplemental_figure_3}
reference: 'Locke 2020, Supplemental Figures 3 and 4, Supplemental Table 3: similar to baseline'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_day0_pg_ml, cohort.objective_response
from cohort
where cohort.is_infused
