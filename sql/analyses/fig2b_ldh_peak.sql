/*
about: 'Is LDH before conditioning related to the peak of CAR T cells? (Figure 2B, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: ldh_baseline_u_l, outcome: peak_car_t_per_ul, figure: '2B', family: figure_2}
reference: 'Locke 2020, Figure 2B: no association with the peak itself'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ldh_baseline_u_l, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
