/*
about: 'Does the rate of durable response change over quarters of the peak? (Figure 1G)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: quartile_trend, covariate: peak_car_t_per_ul, outcome: durable_response, figure: '1G', family: figure_1}
reference: 'Locke 2020, Figure 1G-H: rates by quarter'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_ul, cohort.durable_response
from cohort
where cohort.is_infused
