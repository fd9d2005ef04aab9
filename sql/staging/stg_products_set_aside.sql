/*
about: 'Rows of product lots that were set aside.'
grain: []
columns:
  subject_id: {about: 'Subject; missing where the row names none of the study'}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'products_set_aside') }}),
    subjects as (
        select {{ as_id('received_subjects.subject_id') }} as subject_id
        from {{ source('raw', 'subjects') }} as received_subjects
    )
select subjects.subject_id, received.source_file, received.source_row
from received
left join subjects on {{ as_id('received.subject_id') }} = subjects.subject_id
