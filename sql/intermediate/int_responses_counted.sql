/*
about: 'Response assessments after infusion by the chosen assessor and criterion, one a day, and whether each counts.'
grain: [subject_id, study_day]
columns:
  subject_id: {about: Subject}
  study_day: {unit: d, about: Study day of the assessment}
  response: {about: Response, tests: [not_null]}
  assessor: {about: Who assessed}
  criterion: {about: Response criterion}
  is_after_progression: {about: After the first progression, tests: [not_null]}
  is_after_therapy: {about: 'After new anticancer therapy, transplant or retreatment', tests: [not_null]}
  is_counted: {about: 'Up to the first progression and before new therapy', tests: [not_null]}
reference: 'Cheson 2007; G19: one assessor and one criterion in the whole study (int_response_key)'
*/
with
    responses as (
        select
            *,
            coalesce(assessor, 'not stated') as stated_assessor,
            coalesce(criterion, 'not stated') as stated_criterion
        from {{ ref('stg_responses') }}
    ),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    keys as (select * from {{ ref('int_response_key') }}),
    -- Of two records of one day the last in the file stands; marts.oddities lists such days.
    one_a_day as (
        select responses.*
        from responses
        inner join keys on responses.stated_assessor = keys.assessor and responses.stated_criterion = keys.criterion
        where responses.study_day > 0 and not responses.is_best_overall
        qualify
            row_number() over (
                partition by responses.subject_id, responses.study_day
                order by responses.source_row desc, responses.source_file desc, responses.response
            )
            = 1
    ),
    -- An assessment on the first day of a new therapy was made before it and still counts.
    timed as (
        select one_a_day.*, one_a_day.study_day > coalesce(events.therapy_day, one_a_day.study_day) as is_after_therapy
        from one_a_day
        left join events on one_a_day.subject_id = events.subject_id
    ),
    progressions as (
        select timed.subject_id, min(timed.study_day) as progression_day
        from timed
        where timed.response = 'PD'
        group by timed.subject_id
    )
select
    timed.subject_id,
    timed.study_day,
    timed.response,
    timed.stated_assessor as assessor,
    timed.stated_criterion as criterion,
    timed.study_day > coalesce(progressions.progression_day, timed.study_day) as is_after_progression,
    timed.is_after_therapy,
    not timed.is_after_therapy
    and timed.study_day <= coalesce(progressions.progression_day, timed.study_day) as is_counted
from timed
left join progressions on timed.subject_id = progressions.subject_id
