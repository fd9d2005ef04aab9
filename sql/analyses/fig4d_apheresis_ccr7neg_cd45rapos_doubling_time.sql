/*
about: 'Is the share of CCR7-CD45RA+ cells in the apheresis material related to the doubling time of the product? (Figure 4D-H)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  apheresis_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the apheresis material'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
analysis: {method: spearman, covariate: apheresis_ccr7neg_cd45rapos_percent, outcome: doubling_time_days, figure: '4D', family: figure_4}
reference: 'Locke 2020, Figure 4D-H: not stated for this phenotype. Which letter is which phenotype is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.apheresis_ccr7neg_cd45rapos_percent, cohort.doubling_time_days
from cohort
where cohort.is_infused
