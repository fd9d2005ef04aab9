/*
about: 'Does IL-6 over time differ between subjects with and without severe CRS? (Supplemental Figure 16)'
grain: [subject_id, visit_day]
columns:
  subject_id: {about: Subject}
  visit_day: {about: Nominal study day}
  il6_pg_ml: {unit: 'pg/mL', about: IL-6}
  severe_crs: {about: 'Severe CRS'}
analysis: {method: time_course, covariate: visit_day, outcome: il6_pg_ml, group: severe_crs, levels: [true, false], figure: 'S16', family: supplemental_figure_16}
reference: 'Locke 2020, Supplemental Figure 16: analytes before and after treatment; its panels are not known'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    levels as (select * from {{ ref('levels') }} where measurement = 'il6' and visit_day between -28 and 28)
-- All infused subjects who have a sample of the visit.
-- Trap: from the first days on a level may follow the toxicity, or the tocilizumab given for it, which raises IL-6.
select cohort.subject_id, levels.visit_day, levels.level as il6_pg_ml, cohort.crs_grade3_or_higher as severe_crs
from levels
inner join cohort on levels.subject_id = cohort.subject_id
