/*
about: Does objective response depend on interferon gamma of the product in coculture? (Supplemental Figure 13F)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: coculture_ifng_pg_ml, outcome: objective_response, scale: log2, figure: 'S13F', family: supplemental_figure_13}
reference: 'Locke 2020, Supplemental Figure 13F: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.coculture_ifng_pg_ml, cohort.objective_response
from cohort
where cohort.is_infused
