/*
about: Is the peak of CAR T cells higher in durable responders than after relapse or without response? (Figure 1A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  response_status: {about: 'Durable, relapsed within the year or nonresponder'}
analysis: {method: kruskal_dunn, value: peak_car_t_per_ul, group: response_status, levels: [durable, relapsed, nonresponder], figure: '1A', family: figure_1}
reference: 'Locke 2020, Figure 1A: higher with objective and with durable response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_ul, cohort.response_status
from cohort
where cohort.is_infused
