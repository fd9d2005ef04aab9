/*
about: 'Outcomes of each subject, with the state and the reason where one cannot be said. A row of which no study day is known leaves open what one that was set aside does.'
grain: [subject_id]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  best_response: {about: 'Best overall response; missing where a row that was set aside may have made it another', tests: [{accepted: [CR, PR, SD, PD, NE]}]}
  response_class: {about: 'CR, PR or NR (SD or PD); missing where a row that was set aside may have made it another', tests: [{accepted: [CR, PR, NR]}]}
  response_status: {about: 'Durable (as in durable_response), relapsed within that time or nonresponder; missing when not evaluable', tests: [{accepted: [durable, relapsed, nonresponder]}]}
  objective_response: {about: 'Best response CR or PR; missing when not evaluable, or a row that was set aside may have been one, or what takes it away'}
  durable_response: {about: 'In ongoing response a year after infusion, or after the months of the setting durable_response_months; missing when not evaluable'}
  durable_response_state: {about: State of durable response, tests: [not_null, {accepted: [durable, not_durable, not_evaluable]}]}
  durable_response_reason: {about: Row of the truth table that decided, tests: [not_null]}
  first_response_day: {unit: d, about: 'First CR or PR; missing where a row that was set aside may have made it another'}
  relapse_day: {unit: d, about: 'Progression after a response, at any time; missing where a row that was set aside may have been an earlier end'}
  crs_scale: {about: Scale of the CRS grades used}
  crs_worst_grade: {about: 'Worst grade of CRS after the first infusion; missing without one, or where a row that was set aside may have been worse', tests: [{min: 0}, {max: 5}]}
  crs_onset_day: {unit: d, about: 'First day with CRS of grade 1 or more; missing where a row that was set aside may have been earlier'}
  crs_grade3_or_higher: {about: 'CRS of grade 3 or higher, or of the setting severe_grade; missing where a row that was set aside may have been the only severe one'}
  ne_scale: {about: Scale of the neurologic grades used}
  ne_worst_grade: {about: 'Worst grade of neurologic events after the first infusion; missing without one, or where a row that was set aside may have been worse', tests: [{min: 0}, {max: 5}]}
  ne_onset_day: {unit: d, about: 'First day with a neurologic event of grade 1 or more; missing where a row that was set aside may have been earlier'}
  ne_grade3_or_higher: {about: 'Neurologic events of grade 3 or higher, or of the setting severe_grade; missing where a row that was set aside may have been the only severe one'}
  last_contact_day: {unit: d, about: Last contact whose day is known}
  status_at_last_contact: {about: 'Status at the last contact; missing where one that was set aside may have been later and another', tests: [{accepted: [alive, dead, withdrawn, lost]}]}
reference: 'Locke 2020, Methods; G15 to G20'
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    doubts as (select * from {{ ref('int_response_doubts') }}),
    best_responses as (
        select
            best_responses.subject_id,
            case
                when not coalesce(doubts.is_best_response_doubtful, false) then best_responses.best_response
            end as best_response,
            case
                when not coalesce(doubts.is_first_response_day_doubtful, false) then best_responses.first_response_day
            end as first_response_day,
            case
                when doubts.is_response_doubtful
                then null
                when best_responses.best_response in ('CR', 'PR')
                then true
                when best_responses.best_response in ('SD', 'PD')
                then false
            end as is_response
        from {{ ref('int_best_responses') }} as best_responses
        left join doubts on best_responses.subject_id = doubts.subject_id
    ),
    durable_responses as (select * from {{ ref('int_durable_responses') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    scales as (select * from {{ ref('int_toxicity_scales') }}),
    toxicities as (select * from {{ ref('int_toxicities_worst') }} where event in ('CRS', 'NE')),
    unread as (select * from {{ ref('int_toxicities_set_aside') }}),
    -- A file of events has no row for who had none: in a study that records the event, no row is grade 0 (a setting).
    -- A row without a grade, or on another scale than the chosen one, stays missing. Who was not infused has no grade.
    graded as (
        select
            subjects.subject_id,
            scales.event,
            scales.scale_and_version,
            max(toxicities.worst_grade) filter (where toxicities.is_chosen_scale) as worst_grade,
            max(toxicities.onset_day) filter (where toxicities.is_chosen_scale) as onset_day,
            max(toxicities.onset_possible_day) filter (where toxicities.is_chosen_scale) as onset_possible_day,
            count(toxicities.event) as n_recorded
        from subjects
        cross join scales
        left join toxicities on subjects.subject_id = toxicities.subject_id and scales.event = toxicities.event
        where subjects.is_infused
        group by subjects.subject_id, scales.event, scales.scale_and_version
    ),
    -- Rows that were set aside count as far as they could be read.
    known as (
        select
            graded.subject_id,
            graded.event,
            graded.scale_and_version,
            case
                when
                    {{ 'true' if var('toxicity_absent_is_grade_0') else 'false' }}
                    and graded.n_recorded = 0
                    and unread.n_set_aside is null
                    and graded.scale_and_version is not null
                then 0
                else greatest(graded.worst_grade, unread.worst_read)
            end as worst_grade,
            least(graded.onset_day, unread.onset_read_day) as onset_day,
            unread.worst_possible,
            least(graded.onset_possible_day, unread.onset_possible_day) as onset_possible_day
        from graded
        left join unread on graded.subject_id = unread.subject_id and graded.event = unread.event
    ),
    -- What is known is the answer where nothing that may have been is worse, or earlier.
    severe as (
        select
            known.subject_id,
            known.event,
            known.scale_and_version,
            case
                when not coalesce(known.worst_possible > coalesce(known.worst_grade, -1), false) then known.worst_grade
            end as worst_grade,
            case
                when not coalesce(known.onset_possible_day < known.onset_day, false) then known.onset_day
            end as onset_day,
            case
                when known.worst_grade >= {{ var('severe_grade') }}
                then true
                when known.worst_grade is not null and coalesce(known.worst_possible, 0) < {{ var('severe_grade') }}
                then false
            end as is_severe
        from known
    ),
    crs as (select * from severe where event = 'CRS'),
    ne as (select * from severe where event = 'NE')
select
    subjects.subject_id,
    best_responses.best_response,
    case
        when best_responses.best_response in ('CR', 'PR')
        then best_responses.best_response
        when not best_responses.is_response
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
    best_responses.is_response as objective_response,
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
