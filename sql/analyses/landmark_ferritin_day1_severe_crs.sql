/*
about: Does severe CRS depend on ferritin on day 1 among those in whom it came first?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day1_ng_ml: {unit: ng/mL, about: Ferritin at day 1}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: ferritin_day1_ng_ml, outcome: crs_grade3_or_higher, scale: log2, family: landmark, subset: no CRS up to day 1}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the outcome was settled when the covariate was measured'
*/
with cohort as (select * from {{ ref('cohort') }}), outcomes as (select * from {{ ref('outcomes') }})
-- Infused subjects in whom no such event, of any grade, had begun by day 1.
select cohort.subject_id, cohort.ferritin_day1_ng_ml, cohort.crs_grade3_or_higher
from cohort
inner join outcomes on cohort.subject_id = outcomes.subject_id
where cohort.is_infused and (outcomes.crs_worst_grade = 0 or outcomes.crs_onset_day > 1)
