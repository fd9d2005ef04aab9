/*
about: Is the peak relative to tumour burden higher in durable responders than after relapse or without response? (Figure 1E)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  response_status: {about: 'Durable, relapsed within the year or nonresponder'}
analysis: {method: kruskal_dunn, value: peak_car_t_per_tumor_burden, group: response_status, levels: [durable, relapsed, nonresponder], figure: '1E', family: figure_1}
reference: 'Locke 2020, Figure 1E: durable over nonresponder P = .005, over relapsed P = .01'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_tumor_burden, cohort.response_status
from cohort
where cohort.is_infused
