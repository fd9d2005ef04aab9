/*
about: 'Does ferritin over time differ between subjects with and without severe neurologic events? (Supplemental Figure 16)'
grain: [subject_id, visit_day]
columns:
  subject_id: {about: Subject}
  visit_day: {about: Nominal study day}
  ferritin_ng_ml: {unit: 'ng/mL', about: Ferritin}
  severe_neurologic_events: {about: 'Severe neurologic events'}
analysis: {method: time_course, covariate: visit_day, outcome: ferritin_ng_ml, group: severe_neurologic_events, levels: [true, false], figure: 'S16', family: supplemental_figure_16}
reference: 'Locke 2020, Supplemental Figure 16: analytes before and after treatment; its panels are not known'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    levels as (select * from {{ ref('levels') }} where measurement = 'ferritin' and visit_day between -28 and 28)
-- All infused subjects who have a sample of the visit.
-- Trap: from the first days on a level may follow the toxicity, or the tocilizumab given for it, which raises IL-6.
select
    cohort.subject_id,
    levels.visit_day,
    levels.level as ferritin_ng_ml,
    cohort.ne_grade3_or_higher as severe_neurologic_events
from levels
inner join cohort on levels.subject_id = cohort.subject_id
