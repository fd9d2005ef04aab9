/*
about: 'Does ferritin over time differ between durable responders, relapsed subjects and nonresponders? (Supplemental Figure 5)'
grain: [subject_id, visit_day]
columns:
  subject_id: {about: Subject}
  visit_day: {about: Nominal study day}
  ferritin_ng_ml: {unit: ng/mL, about: Ferritin}
  response_status: {about: 'Durable response, relapse within the year or no response'}
analysis: {method: time_course, covariate: visit_day, outcome: ferritin_ng_ml, group: response_status, levels: [durable, relapsed, nonresponder], figure: 'S5', family: supplemental_figure_5}
reference: 'Locke 2020, Supplemental Figure 5: higher in relapse and nonresponse at most times after infusion'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    levels as (select * from {{ ref('levels') }} where measurement = 'ferritin' and visit_day between -28 and 28)
-- All infused subjects who have a sample of the visit. Trap: a day's test is of those who still had a sample, and
-- ferritin after day 1 is the toxicity's as much as the tumour's.
select cohort.subject_id, levels.visit_day, levels.level as ferritin_ng_ml, cohort.response_status
from levels
inner join cohort on levels.subject_id = cohort.subject_id
