/*
about: 'Is IL-6 before conditioning related to the peak relative to tumour burden among subjects of equal tumour burden? (Figure 2C, with the shared component held fixed)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
analysis: {method: partial_spearman, outcome: peak_car_t_per_tumor_burden, covariates: [il6_baseline_pg_ml], controls: [tumor_burden_mm2], figure: '2C', family: given_tumor_burden}
reference: 'Locke 2020, Figure 2C: the ratio holds burden in its denominator'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il6_baseline_pg_ml, cohort.peak_car_t_per_tumor_burden, cohort.tumor_burden_mm2
from cohort
where cohort.is_infused
