/*
about: 'What rows of responses and treatments that were set aside, or have no study day, may have been, and what of the response is doubtful for it.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  possible_response_day: {unit: d, about: 'First day on which one may be a CR or PR; 0 where its day is not known', tests: [{min: 0}]}
  possible_progression_day: {unit: d, about: 'First day on which one may be a PD; 0 where its day is not known', tests: [{min: 0}]}
  possible_therapy_day: {unit: d, about: 'First day on which one may be a new therapy; 0 where its day is not known, and no progression that it would follow', tests: [{min: 0}]}
  is_best_response_doubtful: {about: 'Whether the best response may be another one', tests: [not_null]}
  is_response_doubtful: {about: 'Whether there may have been a response where none was read, or none that counts where one was', tests: [not_null]}
  is_first_response_day_doubtful: {about: Whether the first response may be on another day, tests: [not_null]}
reference: 'What could not be read is not what did not happen (G15 to G18)'
*/
-- Of a row that was set aside, what could be read may still tell that it decides nothing: a stable disease is no
-- response, a day after the progression counts no more, another assessor or criterion is not the chosen one. A
-- progression or a new therapy before a response takes it away: what comes after it does not count. A row without a
-- study day, as one with a date but no infusion to count from, is as doubtful as one whose day could not be read. But a
-- therapy of no known day follows a response or a progression, as nearly all do, and leaves open only how long a
-- response lasted that has no progression: a cohort that lists later therapies without their days keeps its responses.
with
    responses as (
        select subject_id, study_day, response, is_best_overall, assessor, criterion
        from {{ ref('stg_responses_set_aside') }}
        where subject_id is not null and coalesce(study_day, 1) > 0
        union all
        select
            undated.subject_id,
            undated.study_day,
            undated.response,
            undated.is_best_overall,
            coalesce(undated.assessor, 'not stated') as assessor,
            coalesce(undated.criterion, 'not stated') as criterion
        from {{ ref('stg_responses') }} as undated
        where undated.study_day is null and not undated.is_best_overall
    ),
    treatments as (
        select subject_id, study_day
        from {{ ref('stg_treatments_set_aside') }}
        where
            subject_id is not null
            and coalesce(study_day, 1) > 0
            and coalesce(category, 'new_anticancer') in ('new_anticancer', 'transplant', 'retreatment')
            and coalesce(is_given, true)
        union all
        select undated.subject_id, undated.study_day
        from {{ ref('int_treatments_given') }} as undated
        where undated.study_day is null and undated.category in ('new_anticancer', 'transplant', 'retreatment')
    ),
    subjects as (select subject_id from {{ ref('stg_subjects') }}),
    best_responses as (select * from {{ ref('int_best_responses') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    keys as (select * from {{ ref('int_response_key') }}),
    assessments as (
        select
            responses.subject_id,
            responses.response,
            coalesce(responses.study_day, 0) as possible_day,
            coalesce(responses.is_best_overall, false) as is_best_overall
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
    possible_responses as (
        select
            assessments.subject_id,
            min(assessments.possible_day) filter (
                where coalesce(assessments.response, 'CR') in ('CR', 'PR') and not assessments.is_best_overall
            ) as possible_response_day,
            min(assessments.possible_day) filter (
                where coalesce(assessments.response, 'PD') = 'PD' and not assessments.is_best_overall
            ) as possible_progression_day,
            bool_or(assessments.is_best_overall) as may_be_stated
        from assessments
        group by assessments.subject_id
    ),
    possible_therapies as (
        select
            treatments.subject_id,
            min(coalesce(treatments.study_day, 0)) as possible_therapy_day,
            min(treatments.study_day) as dated_therapy_day
        from treatments
        group by treatments.subject_id
    ),
    possible as (
        select
            subjects.subject_id,
            possible_responses.possible_response_day,
            possible_responses.possible_progression_day,
            possible_therapies.possible_therapy_day,
            -- Of the two the earlier one; after it nothing counts.
            least(possible_responses.possible_progression_day, possible_therapies.dated_therapy_day) as dated_end_day,
            possible_therapies.dated_therapy_day,
            coalesce(possible_responses.may_be_stated, false) as may_be_stated
        from subjects
        left join possible_responses on subjects.subject_id = possible_responses.subject_id
        left join possible_therapies on subjects.subject_id = possible_therapies.subject_id
        where possible_responses.subject_id is not null or possible_therapies.subject_id is not null
    )
select
    possible.subject_id,
    possible.possible_response_day,
    possible.possible_progression_day,
    case
        when best_responses.progression_day is null then possible.possible_therapy_day else possible.dated_therapy_day
    end as possible_therapy_day,
    -- A stated best response stands, whatever the assessments are. Nothing is better than a CR.
    not coalesce(best_responses.is_stated, false)
    and (
        possible.may_be_stated
        or (possible.possible_response_day is not null and coalesce(best_responses.best_response <> 'CR', true))
        or coalesce(possible.dated_end_day < best_responses.best_response_day, false)
    ) as is_best_response_doubtful,
    not coalesce(best_responses.is_stated, false)
    and (
        possible.may_be_stated
        or case
            when best_responses.best_response in ('CR', 'PR')
            then coalesce(possible.dated_end_day < best_responses.first_response_day, false)
            else
                possible.possible_response_day is not null
                or coalesce(possible.dated_therapy_day < best_responses.best_response_day, false)
        end
    ) as is_response_doubtful,
    coalesce(
        least(possible.possible_response_day, possible.dated_end_day) < best_responses.first_response_day, false
    ) as is_first_response_day_doubtful
from possible
left join best_responses on possible.subject_id = best_responses.subject_id
