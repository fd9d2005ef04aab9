/*
about: 'The same for severe CRS with the three controls: are there enough events? (Figure 7, supplemental Table 9)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  il6_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-6 at baseline'}
  ferritin_day1_ng_ml: {unit: 'ng/mL', about: 'Ferritin at day 1'}
  advanced_stage: {about: 'Ann Arbor stage III or IV'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  crs_grade3_or_higher: {about: 'CRS of grade 3 or higher'}
analysis:
  method: logistic_multivariable
  outcome: crs_grade3_or_higher
  covariates: [il6_baseline_pg_ml, ferritin_day1_ng_ml]
  controls: [advanced_stage, transduction_percent, viable_t_cells_infused_million]
  scales: {il6_baseline_pg_ml: log2, ferritin_day1_ng_ml: log2, viable_t_cells_infused_million: log2}
  resamples: 100
  seed: 20200101
  imputations: 20
  figure: '7'
  family: figure_7
reference: 'Locke 2020, supplemental Table 9; refused below five events for each coefficient (Vittinghoff and McCulloch 2007)'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. The method uses those with every value and counts the others; beside it stand the rows with
-- the gaps of covariates imputed.
-- Five coefficients want twenty-five events. With fewer the model is refused, and the refusal is what is shown:
-- fig7_model_severe_crs is the smaller model that was declared for this case.
-- The three controls are the paper's: stage, transduction and T cells infused, none of which it found associated alone.
select
    cohort.subject_id,
    cohort.il6_baseline_pg_ml,
    cohort.ferritin_day1_ng_ml,
    cohort.disease_stage in ('III', 'IV') as advanced_stage,
    cohort.transduction_percent,
    cohort.viable_t_cells_infused_million,
    cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
