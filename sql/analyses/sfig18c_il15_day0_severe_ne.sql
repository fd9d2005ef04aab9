/*
about: 'Do severe neurologic events depend on IL-15 on the day of infusion? (Supplemental Figure 18C, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il15_day0_pg_ml: {unit: pg/mL, about: IL-15 at day 0}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: il15_day0_pg_ml, outcome: ne_grade3_or_higher, scale: log2, figure: 'S18C', family: supplemental_figure_18}
reference: 'Locke 2020, Supplemental Figure 18A-C: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il15_day0_pg_ml, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
