/*
about: 'Do severe neurologic events depend on IL-6 before conditioning? (Figure 6D, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: il6_baseline_pg_ml, outcome: ne_grade3_or_higher, scale: log2, figure: '6D', family: figure_6}
reference: 'Locke 2020, Figure 6D: positive for one of the two; which one is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
