/*
about: Does severe CRS depend on the total number of T cells infused?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: T cells infused}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: viable_t_cells_infused_million, outcome: crs_grade3_or_higher, scale: log2, family: text_controls}
reference: 'Locke 2020, Methods: a biological control without univariable association'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.viable_t_cells_infused_million, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
