/*
about: Does objective response depend on the area under the CAR T-cell curve to day 28? (Supplemental Figure 1E)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: Area of CAR T cells day 0-28}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: auc_car_t_day0_28, outcome: objective_response, scale: log2, figure: 'S1E', family: supplemental_figure_1}
reference: 'Locke 2020, Supplemental Figure 1E-H: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.auc_car_t_day0_28, cohort.objective_response
from cohort
where cohort.is_infused
