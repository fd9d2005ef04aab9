/*
about: 'Subjects whose response, or how long it lasted, a row may have decided that was set aside.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  may_be_better: {about: 'Whether a response may be among those rows, and the study states no best response', tests: [not_null]}
  may_have_ended: {about: 'Whether a progression or a new therapy within the year may be among them', tests: [not_null]}
reference: 'What could not be read is not what did not happen (G15 to G18)'
*/
-- Of a row that was set aside, what could be read may still tell that it decides nothing: a stable disease is no
-- response, a day after the progression counts no more, another assessor or criterion is not the chosen one.
with
    responses as (select * from {{ ref('stg_responses_set_aside') }} where coalesce(study_day, 1) > 0),
    treatments as (
        select *
        from {{ ref('stg_treatments_set_aside') }}
        where
            coalesce(study_day, 1) > 0
            and coalesce(category, 'new_anticancer') in ('new_anticancer', 'transplant', 'retreatment')
            and coalesce(is_given, true)
    ),
    best_responses as (select * from {{ ref('int_best_responses') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    keys as (select * from {{ ref('int_response_key') }}),
    assessments as (
        select
            responses.subject_id,
            responses.study_day,
            responses.response,
            coalesce(responses.is_best_overall, false) as is_best_overall,
            coalesce(best_responses.is_stated, false) as is_stated
        from responses
        left join best_responses on responses.subject_id = best_responses.subject_id
        left join events on responses.subject_id = events.subject_id
        where
            not exists (
                select 1 from keys where keys.assessor <> responses.assessor or keys.criterion <> responses.criterion
            )
            and coalesce(responses.study_day <= best_responses.progression_day, true)
            and coalesce(responses.study_day <= events.therapy_day, true)
    ),
    doubts as (
        select
            assessments.subject_id,
            coalesce(assessments.response, 'CR') in ('CR', 'PR') and not assessments.is_stated as may_be_better,
            coalesce(assessments.response, 'PD') = 'PD'
            and not assessments.is_best_overall
            and coalesce(
                assessments.study_day < {{ days_of_months(var('durable_response_months')) }}, true
            ) as may_have_ended
        from assessments
        union all
        select
            treatments.subject_id,
            false as may_be_better,
            coalesce(
                treatments.study_day < {{ days_of_months(var('durable_response_months')) }}, true
            ) as may_have_ended
        from treatments
    )
select
    doubts.subject_id, bool_or(doubts.may_be_better) as may_be_better, bool_or(doubts.may_have_ended) as may_have_ended
from doubts
group by doubts.subject_id
