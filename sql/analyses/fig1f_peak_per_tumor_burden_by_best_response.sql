/*
about: Is the peak relative to tumour burden higher in complete than in partial responders or without response? (Figure 1F)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  response_class: {about: 'CR, PR or no response (SD or PD)'}
analysis: {method: kruskal_dunn, value: peak_car_t_per_tumor_burden, group: response_class, levels: [CR, PR, NR], figure: '1F', family: figure_1}
reference: 'Locke 2020, Figure 1F: CR over PR P = .001, over no response P = .004'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_tumor_burden, cohort.response_class
from cohort
where cohort.is_infused
