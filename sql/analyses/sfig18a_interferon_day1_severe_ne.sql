/*
about: 'Do severe neurologic events depend on serum interferon gamma on day 1? (Supplemental Figure 18A, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ifng_day1_pg_ml: {unit: pg/mL, about: Interferon gamma at day 1}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: ifng_day1_pg_ml, outcome: ne_grade3_or_higher, scale: log2, figure: 'S18A', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18A-C: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ifng_day1_pg_ml, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
