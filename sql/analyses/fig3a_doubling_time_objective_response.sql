/*
about: Does objective response depend on the doubling time of the product? (Figure 3A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: doubling_time_days, outcome: objective_response, scale: log2, figure: '3A', family: figure_3}
reference: 'Locke 2020, Figure 3A: negative, the strongest of the product characteristics'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.objective_response
from cohort
where cohort.is_infused
