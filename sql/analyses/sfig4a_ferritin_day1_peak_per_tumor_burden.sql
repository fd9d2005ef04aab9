/*
about: 'Is ferritin on day 1 related to the peak relative to tumour burden? (Supplemental Figure 4A, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day1_ng_ml: {unit: ng/mL, about: Ferritin at day 1}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: ferritin_day1_ng_ml, outcome: peak_car_t_per_tumor_burden, figure: 'S4A', family: supplemental_figure_4}
reference: 'Locke 2020, Supplemental Figures 3 and 4, Supplemental Table 3: similar to baseline'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_day1_ng_ml, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
