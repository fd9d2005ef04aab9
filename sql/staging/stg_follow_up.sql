/*
about: 'Vital and follow-up status, one row for each contact.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  contact_date: {about: Date of the contact}
  status: {about: Status at that contact, tests: [not_null]}
  cause_of_death: {about: Cause of death}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'follow_up') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.contact_date') }} as study_day,
    {{ as_date('received.contact_date') }} as contact_date,
    {{ as_code('received.status', ['alive', 'dead', 'withdrawn', 'lost']) }} as status,
    {{ as_text('received.cause_of_death') }} as cause_of_death,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
