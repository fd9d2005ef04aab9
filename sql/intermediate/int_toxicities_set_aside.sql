/*
about: 'What rows of toxicity that were set aside still say of how bad an event was, and how bad it may have been; also rows without a day of subjects with a second infusion, which may be after it.'
grain: [subject_id, event]
columns:
  subject_id: {about: Subject}
  event: {about: 'Event; a row whose event could not be read counts for each', tests: [{accepted: [CRS, NE]}]}
  n_set_aside: {about: 'Rows that were set aside, or may be after a second infusion', tests: [{min: 1}]}
  worst_read: {about: 'Highest grade among rows of which all that matters could be read', tests: [{min: 0}, {max: 5}]}
  worst_possible: {about: 'Highest grade that there may have been; 5 where a grade could not be read', tests: [{min: 0}, {max: 5}]}
  onset_read_day: {unit: d, about: First day with grade 1 or more among rows of which all that matters could be read}
  onset_possible_day: {unit: d, about: 'First day on which another row may have been of grade 1 or more; 0 where its day is not known', tests: [{min: 0}]}
reference: 'What could not be read is not what did not happen; what began before the infusion is not the product''s (G20), nor what began after a second one (G22)'
*/
with
    subjects as (select * from {{ ref('int_subjects_infused') }}),
    infusions as (select * from {{ ref('int_events_after_infusion') }}),
    received as (
        select subject_id, study_day, is_day_unread, event, scale, scale_version, grade, is_grade_unread
        from {{ ref('stg_toxicities_set_aside') }}
        union all
        select
            undated.subject_id,
            undated.study_day,
            false as is_day_unread,
            undated.event,
            undated.scale,
            undated.scale_version,
            undated.grade,
            false as is_grade_unread
        from {{ ref('stg_toxicities') }} as undated
        inner join infusions on undated.subject_id = infusions.subject_id
        where undated.study_day is null and infusions.retreatment_day is not null
    ),
    -- Which of two infusions a row without a day is after, nobody knows.
    toxicities as (
        select
            received.subject_id,
            received.study_day,
            received.is_day_unread
            or (received.study_day is null and infusions.retreatment_day is not null) as is_day_unread,
            received.event,
            received.scale,
            received.scale_version,
            received.grade,
            received.is_grade_unread
        from received
        inner join subjects on received.subject_id = subjects.subject_id
        left join infusions on received.subject_id = infusions.subject_id
        where
            subjects.is_infused
            and coalesce(received.study_day, 0) >= 0
            and coalesce(received.study_day < infusions.retreatment_day, true)
    ),
    events as (select toxicities.*, unnest(['CRS', 'NE']) as graded_event from toxicities),
    scales as (select * from {{ ref('int_toxicity_scales') }}),
    -- Grades on another scale than the chosen one say nothing of those on it, but that there was an event.
    graded as (
        select
            events.subject_id,
            events.graded_event as event,
            events.grade,
            events.is_grade_unread,
            events.study_day,
            events.is_day_unread,
            -- Grade 0 is worse than nothing on any day, and so needs none.
            events.event is not null
            and events.scale is not null
            and (not events.is_day_unread or coalesce(events.grade = 0, false)) as is_sure,
            coalesce(events.scale || ' ' || events.scale_version = scales.scale_and_version, true) as is_chosen_scale
        from events
        left join scales on events.graded_event = scales.event
        where coalesce(events.event, events.graded_event) = events.graded_event
    )
select
    graded.subject_id,
    graded.event,
    count(*) as n_set_aside,
    max(graded.grade) filter (where graded.is_sure and graded.is_chosen_scale) as worst_read,
    max(case when graded.is_grade_unread then 5 else graded.grade end) filter (
        where graded.is_chosen_scale
    ) as worst_possible,
    min(graded.study_day) filter (
        where graded.is_sure and graded.is_chosen_scale and graded.grade >= 1
    ) as onset_read_day,
    min(coalesce(graded.study_day, 0)) filter (
        where
            graded.is_chosen_scale
            and (graded.is_grade_unread or (graded.grade >= 1 and (not graded.is_sure or graded.study_day is null)))
    ) as onset_possible_day
from graded
group by graded.subject_id, graded.event
