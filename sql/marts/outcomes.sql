/*
about: 'Outcomes of each subject, with the state and the reason where one cannot be said.'
grain: [subject_id]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  best_response: {about: 'Best overall response; missing where a row that was set aside may have been better', tests: [{accepted: [CR, PR, SD, PD, NE]}]}
  response_class: {about: 'CR, PR or NR (SD or PD); missing like the best response', tests: [{accepted: [CR, PR, NR]}]}
  response_status: {about: 'Durable, relapsed within the year or nonresponder; missing when not evaluable', tests: [{accepted: [durable, relapsed, nonresponder]}]}
  objective_response: {about: 'Best response CR or PR; missing when not evaluable, or a row that was set aside may have been one'}
  durable_response: {about: 'In ongoing response a year after infusion; missing when not evaluable'}
  durable_response_state: {about: State of durable response, tests: [not_null, {accepted: [durable, not_durable, not_evaluable]}]}
  durable_response_reason: {about: Row of the truth table that decided, tests: [not_null]}
  first_response_day: {unit: d, about: First CR or PR}
  relapse_day: {unit: d, about: 'Progression after a response, at any time'}
  crs_scale: {about: Scale of the CRS grades used}
  crs_worst_grade: {about: 'Worst grade of CRS; missing where a row of it was set aside', tests: [{min: 0}, {max: 5}]}
  crs_onset_day: {unit: d, about: First day with CRS of grade 1 or more}
  crs_grade3_or_higher: {about: 'Severe CRS; where a row was set aside, only if another one is'}
  ne_scale: {about: Scale of the neurologic grades used}
  ne_worst_grade: {about: 'Worst grade of neurologic events; missing where a row of them was set aside', tests: [{min: 0}, {max: 5}]}
  ne_onset_day: {unit: d, about: First day with a neurologic event of grade 1 or more}
  ne_grade3_or_higher: {about: 'Severe neurologic events; where a row was set aside, only if another one is'}
  last_contact_day: {unit: d, about: Last contact}
  status_at_last_contact: {about: Status at that contact, tests: [{accepted: [alive, dead, withdrawn, lost]}]}
reference: 'Locke 2020, Methods; G15 to G20'
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    doubts as (select * from {{ ref('int_response_doubts') }}),
    -- What could not be read may have been better than what could: than all but a CR.
    best_responses as (
        select
            best_responses.subject_id,
            best_responses.first_response_day,
            best_responses.best_response in ('CR', 'PR') as is_response,
            case
                when best_responses.best_response = 'CR' or not coalesce(doubts.may_be_better, false)
                then best_responses.best_response
            end as best_response
        from {{ ref('int_best_responses') }} as best_responses
        left join doubts on best_responses.subject_id = doubts.subject_id
    ),
    durable_responses as (select * from {{ ref('int_durable_responses') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    scales as (select * from {{ ref('int_toxicity_scales') }}),
    toxicities as (select * from {{ ref('int_toxicities_worst') }} where event in ('CRS', 'NE')),
    unread as (select * from {{ ref('int_toxicities_set_aside') }}),
    -- A file of events has no row for who had none: in a study that records the event, no row is grade 0 (a setting).
    -- A row without a grade, or on another scale than the chosen one, stays missing; so does the worst of several rows
    -- of which one was set aside.
    graded as (
        select
            subjects.subject_id,
            scales.event,
            scales.scale_and_version,
            max(toxicities.worst_grade) filter (where toxicities.is_chosen_scale) as graded_worst,
            max(toxicities.onset_day) filter (where toxicities.is_chosen_scale) as onset_day,
            count(toxicities.event) as n_recorded
        from subjects
        cross join scales
        left join toxicities on subjects.subject_id = toxicities.subject_id and scales.event = toxicities.event
        group by subjects.subject_id, scales.event, scales.scale_and_version
    ),
    worst as (
        select
            graded.subject_id,
            graded.event,
            graded.scale_and_version,
            graded.onset_day,
            graded.graded_worst,
            case
                when unread.n_set_aside is not null
                then null
                when
                    {{ 'true' if var('toxicity_absent_is_grade_0') else 'false' }}
                    and graded.n_recorded = 0
                    and graded.scale_and_version is not null
                then 0
                else graded.graded_worst
            end as worst_grade
        from graded
        left join unread on graded.subject_id = unread.subject_id and graded.event = unread.event
    ),
    severe as (
        select
            worst.*,
            case
                when worst.graded_worst >= {{ var('severe_grade') }}
                then true
                when worst.worst_grade is not null
                then false
            end as is_severe
        from worst
    ),
    crs as (select * from severe where event = 'CRS'),
    ne as (select * from severe where event = 'NE')
select
    subjects.subject_id,
    best_responses.best_response,
    case
        when best_responses.best_response in ('CR', 'PR')
        then best_responses.best_response
        when best_responses.best_response in ('SD', 'PD')
        then 'NR'
    end as response_class,
    -- A relapse is a progression after a response, or a death of the disease; any other end of a response is no group.
    case
        when durable_responses.durable_response_state = 'durable'
        then 'durable'
        when durable_responses.durable_response_reason in ('relapsed', 'died_of_disease')
        then 'relapsed'
        when durable_responses.durable_response_reason = 'no_response'
        then 'nonresponder'
    end as response_status,
    case
        when best_responses.is_response then true when best_responses.best_response in ('SD', 'PD') then false
    end as objective_response,
    case
        durable_responses.durable_response_state when 'durable' then true when 'not_durable' then false
    end as durable_response,
    durable_responses.durable_response_state,
    durable_responses.durable_response_reason,
    best_responses.first_response_day,
    durable_responses.relapse_day,
    crs.scale_and_version as crs_scale,
    crs.worst_grade as crs_worst_grade,
    crs.onset_day as crs_onset_day,
    crs.is_severe as crs_grade3_or_higher,
    ne.scale_and_version as ne_scale,
    ne.worst_grade as ne_worst_grade,
    ne.onset_day as ne_onset_day,
    ne.is_severe as ne_grade3_or_higher,
    events.last_contact_day,
    events.status_at_last_contact
from subjects
left join best_responses on subjects.subject_id = best_responses.subject_id
left join durable_responses on subjects.subject_id = durable_responses.subject_id
left join events on subjects.subject_id = events.subject_id
left join crs on subjects.subject_id = crs.subject_id
left join ne on subjects.subject_id = ne.subject_id
