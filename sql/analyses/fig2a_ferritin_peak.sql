/*
about: 'Is ferritin before conditioning related to the peak of CAR T cells? (Figure 2A, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: ferritin_baseline_ng_ml, outcome: peak_car_t_per_ul, figure: '2A', family: figure_2}
reference: 'Locke 2020, Figure 2A: no association with the peak itself'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_baseline_ng_ml, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
