/*
about: 'Overall survival, progression-free survival and duration of response: days to the event or to censoring, and the reason where neither can be said.'
grain: [subject_id, endpoint]
columns:
  subject_id: {about: 'Subject who was infused; of a duration, one who responded or may have', tests: [{relationships: subjects}]}
  endpoint: {about: What the time is of, tests: [{accepted: [overall_survival, progression_free_survival, response_duration]}]}
  start_day: {unit: d, about: 'Day from which it counts: 0, the infusion, or the first CR or PR of a duration; missing where that day is not known'}
  end_day: {unit: d, about: Day of the event or of censoring}
  days: {unit: d, about: 'From the first day to the last, 0 where they are one; ADTTE counts both and has one more', tests: [{min: 0}]}
  is_event: {about: 'Whether the event came; false where censored, missing where days are'}
  ended_by: {about: 'The event, or what was last known where there is none', tests: [{accepted: [Death, Progression, Last contact, Last evaluable assessment]}]}
  missing_reason: {about: 'Why there are no days; *_in_doubt: a row that was set aside or has no study day may be a death, an earlier progression or therapy, or may change whether or when the response began; no_assessment_day: the subject was assessed, or the whole study, and no day of it is known', tests: [{accepted: [death_in_doubt, progression_in_doubt, therapy_in_doubt, response_in_doubt, no_response_day, no_assessment_day, no_contact, ends_before_start]}]}
reference: 'Cheson 2007 (J Clin Oncol 25:579), end points, with death in response as an end of the response; FDA guidance of 2018, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics: new therapy before the event censors at the last evaluable assessment before it; G22'
*/
-- Trap of who reads this (Anderson, Cain and Gelber 1983): what was measured after the first day, such as the peak or
-- the response itself, was measured of those who lived to see it, and they cannot die in the time before (immortal
-- time).
-- Ask it from a landmark on: leave out whom the end came first, and count from that day. Who has no days is neither an
-- event nor censored, and n missing; a relapse or death of a day that nobody could read must not become a last contact.
with
    subjects as (select * from {{ ref('subjects') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    responses as (select * from {{ ref('int_best_responses') }}),
    doubts as (select * from {{ ref('int_response_doubts') }}),
    studies as (select * from {{ ref('int_assessments_dated') }}),
    -- A death after new therapy is no event of the first treatment; who never was assessed is censored at the start.
    -- An event after missed scans counts on its day, though the guidance may censor it: the contract has no schedule.
    observed as (
        select
            subjects.subject_id,
            events.death_day,
            events.last_contact_day,
            -- Who was scanned was alive, though follow-up on paper may have ended before, as with a disposition of the
            -- day of treatment. Where no contact is on file at all nobody looked for deaths, and scans do not tell.
            case
                when events.last_contact_day is not null
                then greatest(events.last_contact_day, coalesce(responses.last_evaluable_day, events.last_contact_day))
            end as last_alive_day,
            events.therapy_day,
            events.may_have_died,
            case
                when events.therapy_day is null or events.death_day <= events.therapy_day then events.death_day
            end as death_before_therapy_day,
            responses.progression_day,
            coalesce(responses.last_evaluable_day, 0) as last_evaluable_day,
            -- Who has a best response was assessed, and may have progressed on any day: deaths alone would be events,
            -- and all others censored on day 0. Where the study dates no assessment at all, so may anybody.
            responses.last_evaluable_day is null
            and (not studies.has_days or coalesce(responses.best_response, 'NE') <> 'NE') as is_without_days,
            doubts.possible_progression_day,
            doubts.possible_therapy_day,
            case
                when not coalesce(doubts.is_first_response_day_doubtful, false) then responses.first_response_day
            end as first_response_day,
            -- Of a response that only the study states, without an assessment that shows it, no day is known.
            case
                when doubts.is_first_response_day_doubtful
                then 'response_in_doubt'
                when responses.first_response_day is not null
                then null
                when responses.best_response in ('CR', 'PR')
                then 'no_response_day'
                when doubts.is_response_doubtful
                then 'response_in_doubt'
            end as response_doubt
        from subjects
        left join events on subjects.subject_id = events.subject_id
        left join responses on subjects.subject_id = responses.subject_id
        left join doubts on subjects.subject_id = doubts.subject_id
        cross join studies
        where subjects.is_infused
    ),
    dated as (
        select observed.*, least(observed.progression_day, observed.death_before_therapy_day) as event_day from observed
    ),
    -- The first end of a response or of the time without progression, and what may have been another one. A progression
    -- and a death of one day are a progression, which is the narrower word; days and event are the same.
    ended as (
        select
            dated.*,
            coalesce(dated.event_day, dated.last_evaluable_day) as end_day,
            case
                when dated.progression_day <= coalesce(dated.death_before_therapy_day, dated.progression_day)
                then 'Progression'
                when dated.death_before_therapy_day is not null
                then 'Death'
                else 'Last evaluable assessment'
            end as ended_by,
            case
                when
                    coalesce(
                        dated.possible_progression_day < dated.event_day, dated.possible_progression_day is not null
                    )
                then 'progression_in_doubt'
                when dated.possible_therapy_day < coalesce(dated.event_day, dated.last_evaluable_day)
                then 'therapy_in_doubt'
                when dated.may_have_died and dated.progression_day is null and dated.therapy_day is null
                then 'death_in_doubt'
                when dated.is_without_days
                then 'no_assessment_day'
            end as end_doubt
        from dated
    ),
    times as (
        select
            observed.subject_id,
            'overall_survival' as endpoint,
            cast(0 as double) as start_day,
            coalesce(observed.death_day, observed.last_alive_day) as end_day,
            observed.death_day is not null as is_event,
            case
                when observed.death_day is not null
                then 'Death'
                when observed.last_alive_day > observed.last_contact_day
                then 'Last evaluable assessment'
                else 'Last contact'
            end as ended_by,
            case when observed.may_have_died then 'death_in_doubt' end as doubt
        from observed
        union all
        select
            ended.subject_id,
            'progression_free_survival' as endpoint,
            cast(0 as double) as start_day,
            ended.end_day,
            ended.event_day is not null as is_event,
            ended.ended_by,
            ended.end_doubt as doubt
        from ended
        union all
        select
            ended.subject_id,
            'response_duration' as endpoint,
            ended.first_response_day as start_day,
            ended.end_day,
            ended.event_day is not null as is_event,
            ended.ended_by,
            coalesce(ended.response_doubt, ended.end_doubt) as doubt
        from ended
        where ended.first_response_day is not null or ended.response_doubt is not null
    ),
    -- Traps: a time of 0 days is one, such as a death on the day of infusion or a response seen once and never again. A
    -- time below 0 is none: a death before the infusion, or before the response, is a wrong day, and marts.oddities has
    -- it. Nobody was ever followed whose last contact came before the infusion.
    judged as (
        select
            times.subject_id,
            times.endpoint,
            times.start_day,
            times.end_day,
            times.is_event,
            times.ended_by,
            case
                when times.doubt is not null
                then times.doubt
                when times.end_day is null
                then 'no_contact'
                when times.end_day < times.start_day
                then 'ends_before_start'
            end as missing_reason
        from times
    )
select
    judged.subject_id,
    judged.endpoint,
    judged.start_day,
    case when judged.missing_reason is null then judged.end_day end as end_day,
    case when judged.missing_reason is null then judged.end_day - judged.start_day end as days,
    case when judged.missing_reason is null then judged.is_event end as is_event,
    case when judged.missing_reason is null then judged.ended_by end as ended_by,
    judged.missing_reason
from judged
