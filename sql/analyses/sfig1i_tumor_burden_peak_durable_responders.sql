/*
about: Is tumour burden related to the peak of CAR T cells? (Supplemental Figure 1I)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: tumor_burden_mm2, outcome: peak_car_t_per_ul, figure: 'S1I', family: supplemental_figure_1, subset: durable responders}
reference: 'Locke 2020, Supplemental Figure 1I: a positive trend, not significant'
*/
with cohort as (select * from {{ ref('cohort') }})
-- Infused subjects in ongoing response a year after infusion.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused and cohort.durable_response
