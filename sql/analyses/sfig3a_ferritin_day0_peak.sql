/*
about: 'Is ferritin on the day of infusion related to the peak of CAR T cells? (Supplemental Figure 3A, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_day0_ng_ml: {unit: ng/mL, about: Ferritin at day 0}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: ferritin_day0_ng_ml, outcome: peak_car_t_per_ul, figure: 'S3A', family: supplemental_figure_3}
reference: 'Locke 2020, Supplemental Figures 3 and 4, Supplemental Table 3: similar to baseline'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ferritin_day0_ng_ml, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
