/*
about: 'Rows of contacts that were set aside.'
grain: []
columns:
  subject_id: {about: 'Subject; missing where the row names none of the study'}
  study_day: {unit: d, about: 'Days from infusion, if they could be read'}
  status: {about: 'Status, if that could be read'}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'follow_up_set_aside') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    infusions.subject_id,
    {{ study_day('received.study_day', 'received.contact_date') }} as study_day,
    {{ as_code('received.status', ['alive', 'dead', 'withdrawn', 'lost']) }} as status,
    received.source_file,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
