/*
about: 'Whether the response lasted: a truth table that never turns a missing answer into a no.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  best_response: {about: Best overall response}
  durable_response_state: {about: State, tests: [not_null, {accepted: [durable, not_durable, not_evaluable]}]}
  durable_response_reason: {about: 'Row of the truth table; set_aside also for a row without a study day', tests: [not_null, {accepted: [ongoing, no_response, relapsed, died_of_disease, transplant_in_response, new_therapy_in_response, died_in_response, short_follow_up, no_assessment, not_evaluable_best_response, set_aside]}]}
  relapse_day: {unit: d, about: 'Day of the progression that followed the response; missing where a row that was set aside may be an earlier one'}
reference: 'Locke 2020: in ongoing response at least one year after infusion; G15 to G18'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    best_responses as (select * from {{ ref('int_best_responses') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    doubts as (select * from {{ ref('int_response_doubts') }}),
    known as (
        select
            subjects.subject_id,
            best_responses.best_response,
            best_responses.progression_day,
            best_responses.last_evaluable_day,
            coalesce(
                events.therapy_day < {{ days_of_months(var('durable_response_months')) }}, false
            ) as is_therapy_before,
            coalesce(events.transplant_day = events.therapy_day, false) as is_therapy_transplant,
            coalesce(events.death_day < {{ days_of_months(var('durable_response_months')) }}, false) as is_death_before,
            events.is_death_of_disease,
            events.may_have_died,
            coalesce(doubts.is_response_doubtful, false) as is_response_doubtful,
            doubts.possible_therapy_day,
            least(doubts.possible_progression_day, doubts.possible_therapy_day) as possible_end_day
        from subjects
        left join best_responses on subjects.subject_id = best_responses.subject_id
        left join events on subjects.subject_id = events.subject_id
        left join doubts on subjects.subject_id = doubts.subject_id
    ),
    -- The first line that holds decides. Assessments after new therapy do not count, so a progression seen here came
    -- before it; a death after new therapy is preceded by that therapy.
    -- Traps: a stable disease is no response, however long it lasts (G16). A relapse after the year does not undo a
    -- durable response (G17). The scheduled visit may fall up to two weeks before the year is full (G18), but a
    -- progression on any day before day 365 is a relapse within the year. A row that was set aside, or has no
    -- study day, may have been the response, what took it away, or its end: where it may have decided, nothing is
    -- known.
    reasons as (
        select
            known.*,
            case
                when known.best_response is null
                then 'no_assessment'
                when known.best_response = 'NE'
                then 'not_evaluable_best_response'
                when known.best_response in ('SD', 'PD')
                then case when known.is_response_doubtful then 'set_aside' else 'no_response' end
                when known.is_response_doubtful
                then 'set_aside'
                when
                    known.progression_day < {{ days_of_months(var('durable_response_months')) }}
                    and not coalesce(known.possible_therapy_day < known.progression_day, false)
                then 'relapsed'
                when known.possible_end_day < {{ days_of_months(var('durable_response_months')) }}
                then 'set_aside'
                when known.is_therapy_before and known.is_therapy_transplant
                then 'transplant_in_response'
                when known.is_therapy_before
                then 'new_therapy_in_response'
                when
                    known.may_have_died
                    and coalesce(known.last_evaluable_day < {{ days_of_months(var('durable_response_months')) }}, true)
                then 'set_aside'
                when known.is_death_before and known.is_death_of_disease
                then 'died_of_disease'
                when known.is_death_before
                then 'died_in_response'
                when
                    known.last_evaluable_day
                    >= {{ days_of_months(var('durable_response_months')) }} - {{ var('durable_response_window_days') }}
                then 'ongoing'
                else 'short_follow_up'
            end as reason
        from known
    )
select
    reasons.subject_id,
    reasons.best_response,
    case
        reasons.reason
        when 'ongoing'
        then 'durable'
        when 'no_response'
        then 'not_durable'
        when 'relapsed'
        then 'not_durable'
        when 'died_of_disease'
        then 'not_durable'
        when 'transplant_in_response'
        then '{{ var("durable_if_transplant") }}'
        when 'new_therapy_in_response'
        then '{{ var("durable_if_new_therapy") }}'
        when 'died_in_response'
        then '{{ var("durable_if_death_in_response") }}'
        when 'short_follow_up'
        then '{{ var("durable_if_short_follow_up") }}'
        else 'not_evaluable'
    end as durable_response_state,
    reasons.reason as durable_response_reason,
    case
        when
            reasons.best_response in ('CR', 'PR')
            and not reasons.is_response_doubtful
            and not coalesce(reasons.possible_end_day < reasons.progression_day, false)
        then reasons.progression_day
    end as relapse_day
from reasons
