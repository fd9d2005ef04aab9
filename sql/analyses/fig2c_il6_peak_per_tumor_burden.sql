/*
about: 'Is IL-6 before conditioning related to the peak relative to tumour burden? (Figure 2C, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: il6_baseline_pg_ml, outcome: peak_car_t_per_tumor_burden, figure: '2C', family: figure_2}
reference: 'Locke 2020, Figure 2C: no association. The ratio holds burden in its denominator, and IL-6 follows burden: part of this is arithmetic'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
