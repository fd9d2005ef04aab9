/*
about: 'Do subjects with less tumour before infusion live longer?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_group: {about: 'Tumour burden at or below its median, or above'}
  overall_survival_days: {unit: d, about: 'Overall survival'}
  has_died: {about: 'Death of any cause'}
analysis: {method: kaplan_meier, outcome: overall_survival_days, event: has_died, group: tumor_burden_group, levels: [low, high], at: 365, family: survival}
*/
with
    times as (select * from {{ ref('time_to_event') }} where endpoint = 'overall_survival'),
    cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who has no days, or no tumour burden, is counted as missing.
select times.subject_id, cohort.tumor_burden_group, times.days as overall_survival_days, times.is_event as has_died
from times
left join cohort on times.subject_id = cohort.subject_id
