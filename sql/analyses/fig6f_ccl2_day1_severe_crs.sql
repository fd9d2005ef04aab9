/*
about: 'Does severe CRS depend on CCL2 on day 1? (Figure 6F, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccl2_day1_pg_ml: {unit: pg/mL, about: CCL2 at day 1}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: ccl2_day1_pg_ml, outcome: crs_grade3_or_higher, scale: log2, figure: '6F', family: figure_6}
reference: 'Locke 2020, Figure 6F: positive for one of the two; which one is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ccl2_day1_pg_ml, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
