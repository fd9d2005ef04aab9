/*
about: 'Treatments besides the product, one row for each course.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  start_date: {about: Date of the first dose}
  end_day: {unit: d, about: 'Days from infusion to the end, from the study or its date'}
  end_date: {about: Date of the last dose}
  category: {about: Role of the treatment, tests: [not_null]}
  treatment: {about: Name of the treatment}
  is_given: {about: 'Whether it was given, for files with one yes-or-no column a treatment; empty counts as not known'}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'treatments') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.start_date') }} as study_day,
    {{ as_date('received.start_date') }} as start_date,
    {{ study_day('received.end_day', 'received.end_date') }} as end_day,
    {{ as_date('received.end_date') }} as end_date,
    {{ as_code('received.category', ['conditioning', 'bridging', 'tocilizumab', 'corticosteroid', 'other_toxicity_management', 'new_anticancer', 'transplant', 'retreatment', 'other']) }}
    as category,
    {{ as_text('received.treatment') }} as treatment,
    {{ as_boolean('received.is_given') }} as is_given,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
