/*
about: 'Is the CD4:CD8 ratio of the product related to the peak of CAR T cells? (Figure 5P, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: cd4_cd8_ratio, outcome: peak_car_t_per_ul, figure: '5P', family: figure_5}
reference: 'Locke 2020, Figure 5P: R = 0.1558, P = .1255, n = 98'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cd8_ratio, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
