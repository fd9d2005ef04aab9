/*
about: 'Is IL-15 on the day of infusion related to serum interferon gamma on day 1? (Supplemental Figure 18D, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il15_day0_pg_ml: {unit: pg/mL, about: IL-15 at day 0}
  ifng_day1_pg_ml: {unit: pg/mL, about: Interferon gamma at day 1}
analysis: {method: spearman, covariate: il15_day0_pg_ml, outcome: ifng_day1_pg_ml, figure: 'S18D', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18D: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il15_day0_pg_ml, cohort.ifng_day1_pg_ml
from cohort
where cohort.is_infused
