/*
about: Is the number of CD4+ T cells infused related to the peak of CAR T cells?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cells_infused_million: {unit: '10*6{cells}', about: CD4+ T cells infused}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
analysis: {method: spearman, covariate: cd4_cells_infused_million, outcome: peak_car_t_per_ul, family: supplemental_table_5}
reference: 'Locke 2020, Supplemental Table 5: numbers of other subsets and the peak: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cells_infused_million, cohort.peak_car_t_per_ul
from cohort
where cohort.is_infused
