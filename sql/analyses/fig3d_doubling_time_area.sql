/*
about: Is the doubling time of the product related to the area under the CAR T-cell curve to day 28? (Figure 3D)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: Area of CAR T cells day 0-28}
analysis: {method: spearman, covariate: doubling_time_days, outcome: auc_car_t_day0_28, figure: '3D', family: figure_3}
reference: 'Locke 2020, Figure 3C-D and text: negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.auc_car_t_day0_28
from cohort
where cohort.is_infused
