/*
about: 'From when to when each subject had CRS and neurologic events, and the reason where that cannot be said.'
grain: [subject_id, event]
columns:
  subject_id: {about: Subject who was infused, tests: [{relationships: subjects}]}
  event: {about: Event, tests: [{accepted: [CRS, NE]}]}
  scale: {about: Scale of the grades}
  worst_grade: {about: 'Worst grade, as in marts.outcomes', tests: [{min: 0}, {max: 5}]}
  onset_day: {unit: d, about: 'First day with grade 1 or more, as in marts.outcomes'}
  last_day: {unit: d, about: Last day with grade 1 or more}
  duration_days: {unit: d, about: 'From the onset to the last day, both counted, days without the event between them too', tests: [{min: 1}]}
  course: {about: 'resolved; no_event; or why no course can be said: the grade is not known, or a record of grade 1 or more has no end, no day, ends before it begins, lasts into a second infusion, or was set aside', tests: [not_null, {accepted: [resolved, no_event, not_graded, no_end, no_day, ends_before_start, second_infusion, in_doubt]}]}
reference: 'ADaM OCCDS: duration is end minus start plus one; Lee 2019 ASTCT (PMC9327779) grades day by day until all signs are gone; nothing after a second infusion, G22'
*/
-- Two kinds of files: of events, with a day of the end, and of grades day by day, without one. A daily grade lasts
-- until
-- the next record of its term; the last of them, with grade 1 or more and no end, is of an event nobody saw the end of.
-- Trap: to take its own day for the end would make the longest events, those that go on at the last visit, the
-- shortest.
with
    outcomes as (select * from {{ ref('outcomes') }}),
    subjects as (select * from {{ ref('subjects') }}),
    infusions as (select * from {{ ref('int_events_after_infusion') }}),
    unread as (select * from {{ ref('int_toxicities_set_aside') }}),
    graded as (
        select
            toxicities.*,
            max(toxicities.study_day) over (
                partition by toxicities.subject_id, toxicities.event, lower(toxicities.term)
            ) as last_record_day
        from {{ ref('int_toxicities_counted') }} as toxicities
        where toxicities.is_chosen_scale and toxicities.grade is not null
    ),
    present as (
        select
            graded.subject_id,
            graded.event,
            max(coalesce(graded.end_day, graded.study_day)) as last_day,
            bool_or(graded.study_day is null) as lacks_day,
            bool_or(graded.end_day < graded.study_day) as ends_before_start,
            bool_or(graded.end_day is null and graded.study_day >= graded.last_record_day) as lacks_end
        from graded
        where graded.grade >= 1
        group by graded.subject_id, graded.event
    ),
    judged as (
        select
            outcomes.subject_id,
            'CRS' as event,
            outcomes.crs_scale as scale,
            outcomes.crs_worst_grade as worst_grade,
            outcomes.crs_onset_day as onset_day
        from outcomes
        union all
        select
            outcomes.subject_id,
            'NE' as event,
            outcomes.ne_scale as scale,
            outcomes.ne_worst_grade as worst_grade,
            outcomes.ne_onset_day as onset_day
        from outcomes
    ),
    courses as (
        select
            judged.*,
            present.last_day,
            case
                when unread.worst_possible >= 1
                then 'in_doubt'
                when judged.worst_grade is null
                then 'not_graded'
                when judged.worst_grade = 0
                then 'no_event'
                when judged.onset_day is null or present.lacks_day
                then 'no_day'
                when present.ends_before_start
                then 'ends_before_start'
                when present.lacks_end
                then 'no_end'
                when present.last_day >= infusions.retreatment_day
                then 'second_infusion'
                else 'resolved'
            end as course
        from judged
        inner join subjects on judged.subject_id = subjects.subject_id
        left join present on judged.subject_id = present.subject_id and judged.event = present.event
        left join unread on judged.subject_id = unread.subject_id and judged.event = unread.event
        left join infusions on judged.subject_id = infusions.subject_id
        where subjects.is_infused
    )
select
    courses.subject_id,
    courses.event,
    courses.scale,
    courses.worst_grade,
    courses.onset_day,
    case when courses.course = 'resolved' then courses.last_day end as last_day,
    case
        when courses.course = 'resolved' then floor(courses.last_day) - floor(courses.onset_day) + 1
    end as duration_days,
    courses.course
from courses
