/*
about: Do severe neurologic events depend on CCL2 on day 1 among those in whom it came first?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccl2_day1_pg_ml: {unit: pg/mL, about: CCL2 at day 1}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: ccl2_day1_pg_ml, outcome: ne_grade3_or_higher, scale: log2, family: landmark, subset: no neurologic event up to day 1}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the outcome was settled when the covariate was measured'
*/
with cohort as (select * from {{ ref('cohort') }}), outcomes as (select * from {{ ref('outcomes') }})
-- Infused subjects in whom no such event, of any grade, had begun by day 1.
select cohort.subject_id, cohort.ccl2_day1_pg_ml, cohort.ne_grade3_or_higher
from cohort
inner join outcomes on cohort.subject_id = outcomes.subject_id
where cohort.is_infused and (outcomes.ne_worst_grade = 0 or outcomes.ne_onset_day > 1)
