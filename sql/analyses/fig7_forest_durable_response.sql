/*
about: 'Can a random forest tell durable response, and which covariates does it need? (Figure 7, supplemental Table 9)'
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
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis:
  method: random_forest
  outcome: durable_response
  covariates: [doubling_time_days, cd4_cd8_ratio, product_ccr7pos_cd45rapos_percent, product_ccr7pos_cd45raneg_percent, product_ccr7neg_cd45raneg_percent, product_ccr7neg_cd45rapos_percent, cd8_cells_infused_million, viable_t_cells_infused_million, transduction_percent, coculture_ifng_pg_ml, tumor_burden_mm2, ldh_baseline_u_l, ferritin_baseline_ng_ml, crp_baseline_mg_l, il6_baseline_pg_ml, il8_baseline_pg_ml, il15_baseline_pg_ml, il15_day0_pg_ml, ccl2_baseline_pg_ml, cxcl10_baseline_pg_ml, ifng_baseline_pg_ml]
  seed: 20200101
  trees: 500
  seeds: 10
  trees_per_seed: 50
  permutations: 49
  trees_per_permutation: 40
  shadow_runs: 30
  trees_per_shadow_run: 80
  figure: '7'
  family: figure_7_forests
reference: 'Locke 2020, Figures 7B-D and supplemental Table 9; trees and measure of importance are not printed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Product attributes and markers from before the infusion, declared here once and for all:
-- nothing measured after the infusion, and no ratio that shares a component with another covariate.
-- A forest has few seconds in an ordinary build, hence these numbers below the defaults of the method: with 49
-- shuffled outcomes .02 is the least P, and smaller forests for them make P more careful, not less. This one forest is
-- also asked which covariates matter at all; any other will say so with the same two lines.
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
    cohort.ifng_baseline_pg_ml,
    cohort.durable_response
from cohort
where cohort.is_infused
