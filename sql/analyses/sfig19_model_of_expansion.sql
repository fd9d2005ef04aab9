/*
about: 'Which covariates go with the peak when all are held at once? (Supplemental Figure 19)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ cells of the product'}
  coculture_ifng_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma in coculture'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  ldh_baseline_u_l: {unit: 'U/L', about: 'LDH at baseline'}
  il15_day0_pg_ml: {unit: 'pg/mL', about: 'IL-15 at day 0'}
  advanced_stage: {about: 'Ann Arbor stage III or IV'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
analysis:
  method: linear_multivariable
  outcome: peak_car_t_per_ul
  covariates: [doubling_time_days, product_ccr7pos_cd45rapos_percent, coculture_ifng_pg_ml, tumor_burden_mm2, ldh_baseline_u_l, il15_day0_pg_ml]
  controls: [advanced_stage, transduction_percent, viable_t_cells_infused_million]
  scales: {doubling_time_days: log2, coculture_ifng_pg_ml: log2, tumor_burden_mm2: log2, ldh_baseline_u_l: log2, il15_day0_pg_ml: log2, viable_t_cells_infused_million: log2, peak_car_t_per_ul: log2}
  imputations: 20
  seed: 20200101
  figure: 'S19'
  family: supplemental_figure_19
reference: 'Locke 2020, supplemental Figure 19 and Figures 3C and 5H: product fitness; its coefficients are not printed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. The method uses those with every value and counts the others; beside it stand the rows with
-- the gaps of covariates imputed.
-- Six covariates and three controls. The outcome is the base-2 logarithm of the peak: a slope is in doublings.
-- The three controls are the paper's: stage, transduction and T cells infused, none of which it found associated alone.
select
    cohort.subject_id,
    cohort.doubling_time_days,
    cohort.product_ccr7pos_cd45rapos_percent,
    cohort.coculture_ifng_pg_ml,
    cohort.tumor_burden_mm2,
    cohort.ldh_baseline_u_l,
    cohort.il15_day0_pg_ml,
    cohort.disease_stage in ('III', 'IV') as advanced_stage,
    cohort.transduction_percent,
    cohort.viable_t_cells_infused_million,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul
from cohort
where cohort.is_infused
