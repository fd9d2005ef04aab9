/*
about: 'Which covariates go with severe CRS when both are held at once? (Figure 7, supplemental Table 9)'
grain: [subject_id]
columns:
  subject_id: {about: 'Subject'}
  il6_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-6 at baseline'}
  ferritin_day1_ng_ml: {unit: 'ng/mL', about: 'Ferritin at day 1'}
  crs_grade3_or_higher: {about: 'CRS of grade 3 or higher'}
analysis:
  method: logistic_multivariable
  outcome: crs_grade3_or_higher
  covariates: [il6_baseline_pg_ml, ferritin_day1_ng_ml]
  scales: {il6_baseline_pg_ml: log2, ferritin_day1_ng_ml: log2}
  too_many_terms: fit
  resamples: 100
  seed: 20200101
  imputations: 20
  figure: '7'
  family: figure_7
reference: 'Locke 2020, Figures 6D and 6E: associated with severe toxicity alone. Its coefficients are not printed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. The method uses those with every value and counts the others; beside it stand the rows with
-- the gaps of covariates imputed.
-- About ten events carry two coefficients and no controls. Whatever the exact number it is fitted, every row says
-- how many events it has, and Firth's rows are the ones to read; fig7_model_severe_crs_controlled has the controls.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.ferritin_day1_ng_ml, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
