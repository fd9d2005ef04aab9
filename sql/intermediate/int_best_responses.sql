/*
about: 'Best overall response, as the study states it or else by its assessments, and the days that decide how long it lasted.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  best_response: {about: 'Best of CR, PR, SD, PD, NE', tests: [not_null, {accepted: [CR, PR, SD, PD, NE]}]}
  best_response_day: {unit: d, about: First assessment with the best response of all that count}
  first_response_day: {unit: d, about: First CR or PR}
  progression_day: {unit: d, about: 'First PD, before any new therapy'}
  last_evaluable_day: {unit: d, about: Last assessment that was not NE}
  n_assessments: {about: Assessments that count, tests: [{min: 0}]}
  is_stated: {about: Whether the study states the best response itself, tests: [not_null]}
reference: 'Cheson 2007; best response over assessments up to and with the first progression, before new anticancer therapy'
*/
-- A stated best response stands: of a published cohort the assessments it was judged by are seldom all there, and the
-- day of a progression alone would make every subject a PD. marts.oddities lists those whose assessments are better.
with
    assessments as (select * from {{ ref('int_responses_counted') }} where is_counted),
    stated as (select * from {{ ref('int_best_responses_stated') }}),
    judged as (
        select
            assessments.subject_id,
            min({{ preference('assessments.response', ['CR', 'PR', 'SD', 'PD', 'NE']) }}) as best_place,
            arg_min(
                assessments.study_day,
                ({{ preference('assessments.response', ['CR', 'PR', 'SD', 'PD', 'NE']) }}, assessments.study_day)
            ) as best_response_day,
            min(assessments.study_day) filter (where assessments.response in ('CR', 'PR')) as first_response_day,
            min(assessments.study_day) filter (where assessments.response = 'PD') as progression_day,
            max(assessments.study_day) filter (where assessments.response <> 'NE') as last_evaluable_day,
            count(*) as n_assessments
        from assessments
        group by assessments.subject_id
    ),
    subjects as (
        select judged.subject_id
        from judged
        union
        select stated.subject_id
        from stated
    )
select
    subjects.subject_id,
    case
        coalesce(stated.best_place, judged.best_place)
        when 1
        then 'CR'
        when 2
        then 'PR'
        when 3
        then 'SD'
        when 4
        then 'PD'
        else 'NE'
    end as best_response,
    judged.best_response_day,
    judged.first_response_day,
    judged.progression_day,
    judged.last_evaluable_day,
    coalesce(judged.n_assessments, 0) as n_assessments,
    stated.subject_id is not null as is_stated
from subjects
left join judged on subjects.subject_id = judged.subject_id
left join stated on subjects.subject_id = stated.subject_id
