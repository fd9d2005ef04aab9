/*
about: 'Is the share of CCR7- cells in the product related to interferon gamma of the product in coculture? (Supplemental Figure 17)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  product_ccr7neg_percent: {unit: '%', about: 'CCR7- cells of the product'}
  coculture_ifng_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma in coculture'}
analysis: {method: spearman, covariate: product_ccr7neg_percent, outcome: coculture_ifng_pg_ml, figure: 'S17', family: supplemental_figure_17}
reference: 'Locke 2020, Supplemental Figure 17: weakly positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.product_ccr7neg_percent, cohort.coculture_ifng_pg_ml
from cohort
where cohort.is_infused
