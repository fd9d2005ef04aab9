/*
about: Is the doubling time of the product shorter in responders? (Supplemental Figure 6A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  objective_response: {about: Best response CR or PR}
analysis: {method: rank_sum, value: doubling_time_days, group: objective_response, levels: [true, false], figure: 'S6A', family: supplemental_figure_6}
reference: 'Locke 2020, text: medians 1.6 days in responders and 2.1 in nonresponders, P = .0067; the test is not named (G30)'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.doubling_time_days, cohort.objective_response
from cohort
where cohort.is_infused
