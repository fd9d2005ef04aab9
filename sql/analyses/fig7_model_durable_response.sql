/*
about: 'Which covariates go with durable response when all are held at once? (Figure 7, supplemental Table 9)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
  ldh_baseline_u_l: {unit: 'U/L', about: 'LDH at baseline'}
  il6_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-6 at baseline'}
  advanced_stage: {about: 'Ann Arbor stage III or IV'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis:
  method: logistic_multivariable
  outcome: durable_response
  covariates: [tumor_burden_mm2, peak_car_t_per_ul, ldh_baseline_u_l, il6_baseline_pg_ml]
  controls: [advanced_stage, transduction_percent, viable_t_cells_infused_million]
  scales: {tumor_burden_mm2: log2, peak_car_t_per_ul: log2, ldh_baseline_u_l: log2, il6_baseline_pg_ml: log2, viable_t_cells_infused_million: log2}
  resamples: 100
  seed: 20200101
  imputations: 20
  figure: '7'
  family: figure_7
reference: 'Locke 2020, Figures 1C, 1G, 2E and 2F: the covariates it found associated alone. Its coefficients are not printed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. The method uses those with every value and counts the others; beside it stand the rows with
-- the gaps of covariates imputed.
-- Four covariates and three controls: about forty events carry seven coefficients at five events for each.
-- The three controls are the paper's: stage, transduction and T cells infused, none of which it found associated alone.
select
    cohort.subject_id,
    cohort.tumor_burden_mm2,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.ldh_baseline_u_l,
    cohort.il6_baseline_pg_ml,
    cohort.disease_stage in ('III', 'IV') as advanced_stage,
    cohort.transduction_percent,
    cohort.viable_t_cells_infused_million,
    cohort.durable_response
from cohort
where cohort.is_infused
