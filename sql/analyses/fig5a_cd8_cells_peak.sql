/*
about: 'Is the number of CD8+ T cells infused related to the peak of CAR T cells? (Figure 5A, left)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: cd8_cells_infused_million, outcome: peak_car_t_per_ul, figure: '5A', family: figure_5}
reference: 'Locke 2020, Figure 5A-C: none. Letters in the order of the legend: bars, durable, objective response'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd8_cells_infused_million, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
