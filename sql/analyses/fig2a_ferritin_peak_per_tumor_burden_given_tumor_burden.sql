/*
about: 'Is ferritin before conditioning related to the peak relative to tumour burden among subjects of equal tumour burden? (Figure 2A, with the shared component held fixed)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
analysis: {method: partial_spearman, outcome: peak_car_t_per_tumor_burden, covariates: [ferritin_baseline_ng_ml], controls: [tumor_burden_mm2], figure: '2A', family: given_tumor_burden}
reference: 'Locke 2020, Figure 2A: the ratio holds burden in its denominator'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.peak_car_t_per_tumor_burden, cohort.tumor_burden_mm2
from cohort
where cohort.is_infused
