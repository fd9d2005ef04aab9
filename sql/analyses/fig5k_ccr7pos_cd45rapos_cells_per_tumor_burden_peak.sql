/*
about: 'Is the number of CCR7+CD45RA+ T cells infused per tumour burden related to the peak of CAR T cells? (Figure 5K, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CCR7+CD45RA+ T cells infused per tumour burden}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: ccr7pos_cd45rapos_cells_infused_per_tumor_burden, outcome: peak_car_t_per_ul, figure: '5K', family: figure_5}
reference: 'Locke 2020, Figure 5K-M: direction not stated. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ccr7pos_cd45rapos_cells_infused_per_tumor_burden, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
