/*
about: Is tumour burden related to the share of CCR7-CD45RA- cells in the product? (Supplemental Figure 8A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  product_ccr7neg_cd45raneg_percent: {unit: '%', about: CCR7-CD45RA- cells of the product}
analysis: {method: spearman, covariate: tumor_burden_mm2, outcome: product_ccr7neg_cd45raneg_percent, figure: 'S8A', family: supplemental_figure_8}
reference: 'Locke 2020, Supplemental Figure 8: significant, direction not stated; which letters and phenotypes is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.product_ccr7neg_cd45raneg_percent
from cohort
where cohort.is_infused
