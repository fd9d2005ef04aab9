/*
about: 'Is the number of CCR7+CD45RA- T cells infused related to the peak? (Supplemental Figures 10 and 11)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ccr7pos_cd45raneg_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA- T cells infused'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
analysis: {method: spearman, covariate: ccr7pos_cd45raneg_cells_infused_million, outcome: peak_car_t_per_ul, figure: 'S10', family: supplemental_figure_10}
reference: 'Locke 2020, Supplemental Figures 10A-D and 11A-D: none. How the two figures differ is not known'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.ccr7pos_cd45raneg_cells_infused_million, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
