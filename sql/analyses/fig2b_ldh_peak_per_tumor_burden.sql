/*
about: 'Is LDH before conditioning related to the peak relative to tumour burden? (Figure 2B, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: ldh_baseline_u_l, outcome: peak_car_t_per_tumor_burden, figure: '2B', family: figure_2}
reference: 'Locke 2020, Figure 2B: negative for the ratio, P < .01. The ratio holds burden in its denominator, and LDH follows burden: part of this is arithmetic'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ldh_baseline_u_l, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
