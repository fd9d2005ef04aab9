/*
about: 'Rows of graded toxicity that were set aside.'
grain: []
columns:
  subject_id: {about: 'Subject; missing where the row names none of the study'}
  study_day: {unit: d, about: 'Days from infusion, if they could be read'}
  is_day_unread: {about: Whether a day is stated that could not be read, tests: [not_null]}
  event: {about: 'Event, if that could be read'}
  scale: {about: 'Grading scale in the spelling of the registry, else as received; missing if not stated'}
  scale_version: {about: 'Version of that scale, else not stated'}
  grade: {about: 'Grade, if that could be read'}
  is_grade_unread: {about: Whether a grade is stated that could not be read, tests: [not_null]}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'toxicities_set_aside') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    ),
    scales as (select scales.spelling, scales.scale, scales.scale_version from {{ ref('toxicity_scales') }} as scales),
    typed as (
        select
            infusions.subject_id,
            {{ study_day('received.study_day', 'received.start_date') }} as study_day,
            coalesce({{ as_text('received.study_day') }}, {{ as_text('received.start_date') }}) is not null as has_day,
            {{ as_code('received.event', ['CRS', 'NE', 'other']) }} as event,
            coalesce(scales.scale, {{ as_text('received.scale') }}) as scale,
            {{ as_scale_version('received.scale_version', 'scales.scale_version') }} as scale_version,
            {{ as_integer('received.grade') }} as grade,
            {{ as_text('received.grade') }} is not null as has_grade,
            received.source_file,
            received.source_row
        from received
        left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
        left join scales on {{ spelling('received.scale') }} = scales.spelling
    )
select
    typed.subject_id,
    typed.study_day,
    typed.study_day is null and typed.has_day as is_day_unread,
    typed.event,
    typed.scale,
    typed.scale_version,
    case when typed.grade between 0 and 5 then typed.grade end as grade,
    typed.has_grade and not coalesce(typed.grade between 0 and 5, false) as is_grade_unread,
    typed.source_file,
    typed.source_row
from typed
