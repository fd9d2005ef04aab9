/*
about: 'Which product attributes and pretreatment markers form clusters? (Figure 7A)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ cells of the product'}
  product_ccr7pos_cd45raneg_percent: {unit: '%', about: 'CCR7+CD45RA- cells of the product'}
  product_ccr7neg_cd45raneg_percent: {unit: '%', about: 'CCR7-CD45RA- cells of the product'}
  product_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the product'}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: 'CD8+ T cells infused'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  coculture_ifng_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma in coculture'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  ldh_baseline_u_l: {unit: 'U/L', about: 'LDH at baseline'}
  ferritin_baseline_ng_ml: {unit: 'ng/mL', about: 'Ferritin at baseline'}
  crp_baseline_mg_l: {unit: 'mg/L', about: 'CRP at baseline'}
  il6_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-6 at baseline'}
  il8_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-8 at baseline'}
  il15_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-15 at baseline'}
  il15_day0_pg_ml: {unit: 'pg/mL', about: 'IL-15 at day 0'}
  ccl2_baseline_pg_ml: {unit: 'pg/mL', about: 'CCL2 at baseline'}
  cxcl10_baseline_pg_ml: {unit: 'pg/mL', about: 'CXCL10 at baseline'}
  ifng_baseline_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma at baseline'}
analysis:
  method: cluster_covariates
  covariates: all_numeric
  linkage: average
  resamples: 200
  clusters: 4
  seed: 20200101
  figure: '7A'
  family: figure_7a
reference: 'Locke 2020, Figure 7A; distance and linkage are not printed: here 1 - |Spearman rho|, average linkage'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Product attributes and markers from before the infusion, declared here once and for all:
-- nothing measured after the infusion, and no ratio that shares a component with another covariate.
select
    cohort.subject_id,
    cohort.doubling_time_days,
    cohort.cd4_cd8_ratio,
    cohort.product_ccr7pos_cd45rapos_percent,
    cohort.product_ccr7pos_cd45raneg_percent,
    cohort.product_ccr7neg_cd45raneg_percent,
    cohort.product_ccr7neg_cd45rapos_percent,
    cohort.cd8_cells_infused_million,
    cohort.viable_t_cells_infused_million,
    cohort.transduction_percent,
    cohort.coculture_ifng_pg_ml,
    cohort.tumor_burden_mm2,
    cohort.ldh_baseline_u_l,
    cohort.ferritin_baseline_ng_ml,
    cohort.crp_baseline_mg_l,
    cohort.il6_baseline_pg_ml,
    cohort.il8_baseline_pg_ml,
    cohort.il15_baseline_pg_ml,
    cohort.il15_day0_pg_ml,
    cohort.ccl2_baseline_pg_ml,
    cohort.cxcl10_baseline_pg_ml,
    cohort.ifng_baseline_pg_ml
from cohort
where cohort.is_infused
