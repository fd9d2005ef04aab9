/*
about: 'Is the CD4:CD8 ratio of the product related to the doubling time of the product? (Figure 3I)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cd8_ratio: {unit: 1, about: 'CD4:CD8 ratio of the product'}
  doubling_time_days: {unit: d, about: Doubling time of the product}
analysis: {method: spearman, covariate: cd4_cd8_ratio, outcome: doubling_time_days, figure: '3I', family: figure_3}
reference: 'Locke 2020, Figure 3I: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cd8_ratio, cohort.doubling_time_days
from cohort
where cohort.is_infused
