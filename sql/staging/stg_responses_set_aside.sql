/*
about: 'Rows of response assessments that were set aside.'
grain: []
columns:
  subject_id: {about: 'Subject; missing where the row names none of the study'}
  study_day: {unit: d, about: 'Days from infusion, if they could be read'}
  response: {about: 'Response, if that could be read'}
  is_best_overall: {about: 'Whether it is the best over the whole follow-up, if that could be read'}
  assessor: {about: 'Who assessed, or not stated; missing if that could not be read'}
  criterion: {about: 'Response criterion and year, or not stated'}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'responses_set_aside') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    infusions.subject_id,
    {{ study_day('received.study_day', 'received.assessment_date') }} as study_day,
    {{ as_code('received.response', ['CR', 'PR', 'SD', 'PD', 'NE', 'non-PD']) }} as response,
    {{ as_boolean('received.is_best_overall') }} as is_best_overall,
    case
        when {{ as_text('received.assessor') }} is null
        then 'not stated'
        else {{ as_code('received.assessor', ['investigator', 'independent']) }}
    end as assessor,
    coalesce({{ as_text('received.criterion') }}, 'not stated') as criterion,
    received.source_file,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
