/*
about: 'Rows of contacts that were set aside, of subjects of the study.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'follow_up_set_aside') }}),
    subjects as (
        select {{ as_id('received_subjects.subject_id') }} as subject_id
        from {{ source('raw', 'subjects') }} as received_subjects
    )
select {{ as_id('received.subject_id') }} as subject_id, received.source_file, received.source_row
from received
inner join subjects on {{ as_id('received.subject_id') }} = subjects.subject_id
