/*
about: 'Do levels of CAR T cells over time differ between subjects with and without durable response?'
grain: [subject_id, visit_day]
columns:
  subject_id: {about: Subject}
  visit_day: {about: Nominal study day}
  car_t_per_ul: {unit: '{cells}/uL', about: CAR T cells in blood}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: time_course, covariate: visit_day, outcome: car_t_per_ul, group: durable_response, levels: [true, false], family: text}
reference: 'Locke 2020, Results: levels of month 3 and later are very low or not measurable, and not associated with durable response'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    levels as (select * from {{ ref('levels') }} where measurement = 'car_t')
-- All infused subjects who have a sample of the visit.
-- Trap: few nonresponders are still followed in month 6, so late days compare those who stayed.
select cohort.subject_id, levels.visit_day, levels.level as car_t_per_ul, cohort.durable_response
from levels
inner join cohort on levels.subject_id = cohort.subject_id
