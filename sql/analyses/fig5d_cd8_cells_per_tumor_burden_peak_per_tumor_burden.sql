/*
about: 'Is the number of CD8+ T cells infused per tumour burden related to the peak relative to tumour burden? (Figure 5D, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CD8+ T cells infused per tumour burden}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: cd8_cells_infused_per_tumor_burden, outcome: peak_car_t_per_tumor_burden, figure: '5D', family: figure_5}
reference: 'Locke 2020, Figure 5D-F: beside the peak itself; both hold burden in the denominator, so part of it is arithmetic. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_per_tumor_burden, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
