/*
about: 'Graded toxicity, one row for each event, or for each day if grades are daily.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  start_date: {about: Date the event began or the daily grade was given}
  end_day: {unit: d, about: 'Days from infusion to the end, from the study or its date'}
  end_date: {about: Date the event ended}
  event: {about: Cytokine release syndrome, tests: [not_null]}
  term: {about: Term as reported}
  scale: {about: 'Grading scale in the spelling of the registry, else as received', tests: [not_null]}
  scale_version: {about: 'Version of that scale, else not stated', tests: [not_null]}
  grade: {about: 'Grade; empty when it was not assessed, which is not grade 0'}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'toxicities') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    ),
    scales as (select scales.spelling, scales.scale, scales.scale_version from {{ ref('toxicity_scales') }} as scales)
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.start_date') }} as study_day,
    {{ as_date('received.start_date') }} as start_date,
    {{ study_day('received.end_day', 'received.end_date') }} as end_day,
    {{ as_date('received.end_date') }} as end_date,
    {{ as_code('received.event', ['CRS', 'NE', 'other']) }} as event,
    {{ as_text('received.term') }} as term,
    coalesce(scales.scale, {{ as_text('received.scale') }}) as scale,
    {{ as_scale_version('received.scale_version', 'scales.scale_version') }} as scale_version,
    {{ as_integer('received.grade') }} as grade,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
left join scales on {{ spelling('received.scale') }} = scales.spelling
