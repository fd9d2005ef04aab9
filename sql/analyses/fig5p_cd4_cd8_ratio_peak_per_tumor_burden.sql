/*
about: 'Is the CD4:CD8 ratio of the product related to the peak relative to tumour burden? (Figure 5P, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: cd4_cd8_ratio, outcome: peak_car_t_per_tumor_burden, figure: '5P', family: figure_5}
reference: 'Locke 2020, Figure 5P: R = -0.0595, n = 97; the printed P = .05628 is .5628 misprinted'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cd8_ratio, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
