/*
about: 'Is interferon gamma of the product in coculture related to serum interferon gamma on day 1? (Supplemental Figure 18D, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  ifng_day1_pg_ml: {unit: pg/mL, about: Interferon gamma at day 1}
analysis: {method: spearman, covariate: coculture_ifng_pg_ml, outcome: ifng_day1_pg_ml, figure: 'S18D', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18D: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.coculture_ifng_pg_ml, cohort.ifng_day1_pg_ml
from cohort
where cohort.is_infused
