/*
about: Does durable response depend on interferon gamma of the product in coculture? (Supplemental Figure 13F)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: coculture_ifng_pg_ml, outcome: durable_response, scale: log2, figure: 'S13F', family: supplemental_figure_13}
reference: 'Locke 2020, Supplemental Figure 13F: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.coculture_ifng_pg_ml, cohort.durable_response
from cohort
where cohort.is_infused
