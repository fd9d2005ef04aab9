/*
about: 'Does the rate of durable response change over quarters of the peak per tumour burden? (Figure 1H)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: 'Peak CAR T cells per tumour burden'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: quartile_trend, covariate: peak_car_t_per_tumor_burden, outcome: durable_response, figure: '1H', family: figure_1}
reference: 'Locke 2020, Figure 1G-H: rates by quarter; in the text about 10 % where it is low and about 60 % where it is high'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_tumor_burden, cohort.durable_response
from cohort
where cohort.is_infused
