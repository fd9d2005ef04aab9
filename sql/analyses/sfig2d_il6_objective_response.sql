/*
about: Does objective response depend on IL-6 before conditioning? (Supplemental Figure 2D)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: il6_baseline_pg_ml, outcome: objective_response, scale: log2, figure: 'S2D', family: supplemental_figure_2}
reference: 'Locke 2020, Supplemental Figure 2B-G: negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.objective_response
from cohort
where cohort.is_infused
