/*
about: 'Do subjects with less tumour before infusion stay longer without progression?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_group: {about: 'Tumour burden at or below its median, or above'}
  progression_free_survival_days: {unit: d, about: 'Progression-free survival'}
  has_progressed_or_died: {about: 'Progression, or death before new therapy'}
analysis: {method: kaplan_meier, outcome: progression_free_survival_days, event: has_progressed_or_died, group: tumor_burden_group, levels: [low, high], at: 365, family: survival}
*/
with
    times as (select * from {{ ref('time_to_event') }} where endpoint = 'progression_free_survival'),
    cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who has no days, or no tumour burden, is counted as missing.
select
    times.subject_id,
    cohort.tumor_burden_group,
    times.days as progression_free_survival_days,
    times.is_event as has_progressed_or_died
from times
left join cohort on times.subject_id = cohort.subject_id
