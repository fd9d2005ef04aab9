/*
about: Is the share of CCR7+CD45RA- cells in the product related to the doubling time of the product? (Figure 3G)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  product_ccr7pos_cd45raneg_percent: {unit: '%', about: CCR7+CD45RA- cells of the product}
  doubling_time_days: {unit: d, about: Doubling time of the product}
analysis: {method: spearman, covariate: product_ccr7pos_cd45raneg_percent, outcome: doubling_time_days, figure: '3G', family: figure_3}
reference: 'Locke 2020, Figure 3E-H: negative. Which of the four letters is which phenotype is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.product_ccr7pos_cd45raneg_percent, cohort.doubling_time_days
from cohort
where cohort.is_infused
