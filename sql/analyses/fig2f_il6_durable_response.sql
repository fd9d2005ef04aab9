/*
about: Does durable response depend on IL-6 before conditioning? (Figure 2F)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: il6_baseline_pg_ml, outcome: durable_response, scale: log2, figure: '2F', family: figure_2}
reference: 'Locke 2020, Figure 2F: negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.durable_response
from cohort
where cohort.is_infused
