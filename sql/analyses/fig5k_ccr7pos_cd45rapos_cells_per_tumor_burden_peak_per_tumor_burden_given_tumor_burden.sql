/*
about: 'Is the number of CCR7+CD45RA+ T cells infused per tumour burden related to the peak relative to tumour burden among subjects of equal tumour burden? (Figure 5K, with the shared component held fixed)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CCR7+CD45RA+ T cells infused per tumour burden}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
analysis: {method: partial_spearman, outcome: peak_car_t_per_tumor_burden, covariates: [ccr7pos_cd45rapos_cells_infused_per_tumor_burden], controls: [tumor_burden_mm2], figure: '5K', family: given_tumor_burden}
reference: 'Locke 2020, Figure 5K: the ratio holds burden in its denominator'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    cohort.ccr7pos_cd45rapos_cells_infused_per_tumor_burden,
    cohort.peak_car_t_per_tumor_burden,
    cohort.tumor_burden_mm2
from cohort
where cohort.is_infused
