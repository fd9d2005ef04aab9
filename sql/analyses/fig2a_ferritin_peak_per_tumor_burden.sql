/*
about: 'Is ferritin before conditioning related to the peak relative to tumour burden? (Figure 2A, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: ferritin_baseline_ng_ml, outcome: peak_car_t_per_tumor_burden, figure: '2A', family: figure_2}
reference: 'Locke 2020, Figure 2A: negative for the ratio, P < .01. The ratio holds burden in its denominator, and ferritin follows burden: part of this is arithmetic'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
