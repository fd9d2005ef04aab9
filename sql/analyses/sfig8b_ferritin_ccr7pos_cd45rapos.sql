/*
about: Is ferritin before conditioning related to the share of CCR7+CD45RA+ cells in the product? (Supplemental Figure 8B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: CCR7+CD45RA+ cells of the product}
analysis: {method: spearman, covariate: ferritin_baseline_ng_ml, outcome: product_ccr7pos_cd45rapos_percent, figure: 'S8B', family: supplemental_figure_8}
reference: 'Locke 2020, Supplemental Figure 8: significant, direction not stated; which letters and phenotypes is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.product_ccr7pos_cd45rapos_percent
from cohort
where cohort.is_infused
