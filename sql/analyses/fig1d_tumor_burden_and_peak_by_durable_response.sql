/*
about: 'How do tumour burden and peak lie together in subjects with and without durable response? (Figure 1D, described without a test)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: describe, covariate: tumor_burden_mm2, outcome: peak_car_t_per_ul, group: durable_response, figure: '1D', family: figure_1}
reference: 'Locke 2020, Figure 1D: at equal peak fewer durable responses where burden is high'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.peak_car_t_per_ul, cohort.durable_response
from cohort
where cohort.is_infused
