/*
about: 'Is the CD4:CD8 ratio of the apheresis material related to the doubling time of the product? (Supplemental Figure 7)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  apheresis_cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the apheresis material'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
analysis: {method: spearman, covariate: apheresis_cd4_cd8_ratio, outcome: doubling_time_days, figure: 'S7', family: supplemental_figure_7}
reference: 'Locke 2020, Supplemental Figure 7, which goes with Figure 4D-H; its panels are not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.apheresis_cd4_cd8_ratio, cohort.doubling_time_days
from cohort
where cohort.is_infused
