/*
about: Does objective response depend on the number of CAR T cells infused?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_cells_infused_million: {unit: '10*6{cells}', about: CAR T cells infused}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: car_t_cells_infused_million, outcome: objective_response, scale: log2, family: supplemental_table_4}
reference: 'Locke 2020, Supplemental Table 4: product characteristics and objective response, doubling time first'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.car_t_cells_infused_million, cohort.objective_response
from cohort
where cohort.is_infused
