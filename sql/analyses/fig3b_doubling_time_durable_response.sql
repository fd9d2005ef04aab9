/*
about: Does durable response depend on the doubling time of the product? (Figure 3B)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: doubling_time_days, outcome: durable_response, scale: log2, figure: '3B', family: figure_3}
reference: 'Locke 2020, Figure 3B: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.durable_response
from cohort
where cohort.is_infused
