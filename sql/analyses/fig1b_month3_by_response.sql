/*
about: Do CAR T-cell levels at month 3 differ by response? (Figure 1B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: CAR T cells at month 3}
  response_status: {about: 'Durable, relapsed within the year or nonresponder'}
analysis: {method: kruskal_dunn, value: car_t_month3_per_ul, group: response_status, levels: [durable, relapsed, nonresponder], figure: '1B', family: figure_1}
reference: 'Locke 2020, Figure 1B: no association with durable response; levels very low or not measurable'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.car_t_month3_per_ul, cohort.response_status
from cohort
where cohort.is_infused
