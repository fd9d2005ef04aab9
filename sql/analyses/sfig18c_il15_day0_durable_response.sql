/*
about: 'Does durable response depend on IL-15 on the day of infusion? (Supplemental Figure 18C, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il15_day0_pg_ml: {unit: pg/mL, about: IL-15 at day 0}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: il15_day0_pg_ml, outcome: durable_response, scale: log2, figure: 'S18C', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18A-C: none; the discussion says negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il15_day0_pg_ml, cohort.durable_response
from cohort
where cohort.is_infused
