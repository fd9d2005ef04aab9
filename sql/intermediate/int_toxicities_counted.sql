/*
about: 'Records of toxicity that are the product''s: of who was infused, not before the infusion, not from a second one on.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  event: {about: Event, tests: [not_null]}
  term: {about: Term as reported}
  scale: {about: Grading scale, tests: [not_null]}
  scale_version: {about: Version of that scale, tests: [not_null]}
  is_chosen_scale: {about: Whether analyses use this scale, tests: [not_null]}
  grade: {about: 'Grade; empty when it was not assessed, which is not grade 0'}
  study_day: {unit: d, about: Study day the event began or the daily grade was given}
  end_day: {unit: d, about: Study day the event ended}
  source_file: {about: File of the record}
  source_row: {about: Record number in that file}
reference: 'G20; nothing after a second infusion, G22'
*/
with
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    subjects as (select * from {{ ref('int_subjects_infused') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    scales as (select * from {{ ref('int_toxicity_scales') }})
-- A record without a day is kept: an event file often has none. What began before the infusion is not the product's,
-- nor
-- is anything of who was not infused. From a second infusion on it is that one's; a record without a day may be
-- either's, and waits in int_toxicities_set_aside.
select
    toxicities.subject_id,
    toxicities.event,
    toxicities.term,
    toxicities.scale,
    toxicities.scale_version,
    coalesce(toxicities.scale || ' ' || toxicities.scale_version = scales.scale_and_version, false) as is_chosen_scale,
    toxicities.grade,
    toxicities.study_day,
    toxicities.end_day,
    toxicities.source_file,
    toxicities.source_row
from toxicities
inner join subjects on toxicities.subject_id = subjects.subject_id
left join events on toxicities.subject_id = events.subject_id
left join scales on toxicities.event = scales.event
where
    subjects.is_infused
    and coalesce(toxicities.study_day, 0) >= 0
    and (events.retreatment_day is null or toxicities.study_day < events.retreatment_day)
