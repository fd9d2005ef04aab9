/*
about: 'Is the share of CCR7-CD45RA+ cells in the apheresis material related to their share in the product? (Figure 4A-C)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  apheresis_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the apheresis material'}
  product_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the product'}
analysis: {method: spearman, covariate: apheresis_ccr7neg_cd45rapos_percent, outcome: product_ccr7neg_cd45rapos_percent, figure: '4A', family: figure_4}
reference: 'Locke 2020, Figure 4A-C: positive. Which three of the four phenotypes are shown is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
-- Trap: apheresis quarters are of live CD45+ cells, product quarters of live cells; ranks compare them, levels would
-- not.
select cohort.subject_id, cohort.apheresis_ccr7neg_cd45rapos_percent, cohort.product_ccr7neg_cd45rapos_percent
from cohort
where cohort.is_infused
