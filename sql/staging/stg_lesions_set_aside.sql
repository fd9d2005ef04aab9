/*
about: 'Rows of lesions that were set aside.'
grain: []
columns:
  subject_id: {about: 'Subject; missing where the row names none of the study'}
  study_day: {unit: d, about: 'Days from infusion, if they could be read'}
  is_index: {about: 'Whether it is an index (target) lesion, if that could be read'}
  is_index_unread: {about: Whether a mark is there that could not be read, tests: [not_null]}
  assessor: {about: 'Who measured, or not stated; missing if that could not be read'}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'lesions_set_aside') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    infusions.subject_id,
    {{ study_day('received.study_day', 'received.assessment_date') }} as study_day,
    {{ as_boolean('received.is_index') }} as is_index,
    not {{ is_boolean('received.is_index') }} as is_index_unread,
    case
        when {{ as_text('received.assessor') }} is null
        then 'not stated'
        else {{ as_code('received.assessor', ['investigator', 'independent']) }}
    end as assessor,
    received.source_file,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
