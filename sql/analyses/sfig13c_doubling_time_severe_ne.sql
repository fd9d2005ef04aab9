/*
about: 'Do severe neurologic events depend on the doubling time of the product? (Supplemental Figure 13C, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: doubling_time_days, outcome: ne_grade3_or_higher, scale: log2, figure: 'S13C', family: supplemental_figure_13}
reference: 'Locke 2020, Supplemental Figure 13: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
