/*
about: 'Is the share of CCR7+CD45RA+CD27+CD28+ CD8+ cells in the product related to the doubling time of the product?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: {unit: '%', about: 'CCR7+CD45RA+CD27+CD28+ CD8+ cells of the product'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
analysis: {method: spearman, covariate: product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent, outcome: doubling_time_days, family: text}
reference: 'Locke 2020, Discussion: of all subpopulations the one best associated with a short doubling time; whether of all T cells or of CD8+ ones is not said'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent, cohort.doubling_time_days
from cohort
where cohort.is_infused
