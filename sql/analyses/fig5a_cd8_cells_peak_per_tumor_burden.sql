/*
about: 'Is the number of CD8+ T cells infused related to the peak relative to tumour burden? (Figure 5A, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
analysis: {method: spearman, covariate: cd8_cells_infused_million, outcome: peak_car_t_per_tumor_burden, figure: '5A', family: figure_5}
reference: 'Locke 2020, Figure 5A-C: beside the peak itself. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.peak_car_t_per_tumor_burden
from cohort
where cohort.is_infused
