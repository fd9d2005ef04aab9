/*
about: Does durable response depend on the area under the CAR T-cell curve to day 28? (Supplemental Figure 1G)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: Area of CAR T cells day 0-28}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: auc_car_t_day0_28, outcome: durable_response, scale: log2, figure: 'S1G', family: supplemental_figure_1}
reference: 'Locke 2020, Supplemental Figure 1E-H: positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.auc_car_t_day0_28, cohort.durable_response
from cohort
where cohort.is_infused
