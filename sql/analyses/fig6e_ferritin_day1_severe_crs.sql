/*
about: 'Does severe CRS depend on ferritin on day 1? (Figure 6E, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day1_ng_ml: {unit: ng/mL, about: Ferritin at day 1}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: ferritin_day1_ng_ml, outcome: crs_grade3_or_higher, scale: log2, figure: '6E', family: figure_6}
reference: 'Locke 2020, Figure 6E: positive for one of the two; which one is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_day1_ng_ml, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
