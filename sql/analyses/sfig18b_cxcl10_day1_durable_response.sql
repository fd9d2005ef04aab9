/*
about: 'Does durable response depend on CXCL10 on day 1? (Supplemental Figure 18B, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cxcl10_day1_pg_ml: {unit: pg/mL, about: CXCL10 at day 1}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: cxcl10_day1_pg_ml, outcome: durable_response, scale: log2, figure: 'S18B', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18A-C: none; the discussion says negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cxcl10_day1_pg_ml, cohort.durable_response
from cohort
where cohort.is_infused
