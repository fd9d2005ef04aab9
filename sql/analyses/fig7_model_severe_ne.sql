/*
about: 'Which covariates go with severe neurologic events when all are held at once? (Figure 7, supplemental Table 9)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
  coculture_ifng_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma in coculture'}
  advanced_stage: {about: 'Ann Arbor stage III or IV'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  ne_grade3_or_higher: {about: 'Neurologic events of grade 3 or higher'}
analysis:
  method: logistic_multivariable
  outcome: ne_grade3_or_higher
  covariates: [tumor_burden_mm2, peak_car_t_per_ul, coculture_ifng_pg_ml]
  controls: [advanced_stage, transduction_percent, viable_t_cells_infused_million]
  scales: {tumor_burden_mm2: log2, peak_car_t_per_ul: log2, coculture_ifng_pg_ml: log2, viable_t_cells_infused_million: log2}
  too_many_terms: fit
  resamples: 100
  seed: 20200101
  imputations: 20
  figure: '7'
  family: figure_7
reference: 'Locke 2020, Figures 6A and 6H, supplemental Figure 13A: associated alone. Its coefficients are not printed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. The method uses those with every value and counts the others; beside it stand the rows with
-- the gaps of covariates imputed.
-- Six coefficients for about thirty events: at the edge of what may be fitted, so it is fitted whatever the
-- exact number, every row says how many events it has, and Firth's rows are the ones to read.
-- The three controls are the paper's: stage, transduction and T cells infused, none of which it found associated alone.
select
    cohort.subject_id,
    cohort.tumor_burden_mm2,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.coculture_ifng_pg_ml,
    cohort.disease_stage in ('III', 'IV') as advanced_stage,
    cohort.transduction_percent,
    cohort.viable_t_cells_infused_million,
    cohort.ne_grade3_or_higher
from cohort
where cohort.is_infused
