/*
about: 'Days on which a file records something of a subject, for sources whose days one would miss, each with the next such day.'
grain: [source, what, subject_id, source_file, study_day]
columns:
  source: {about: Source of the records, tests: [not_null]}
  what: {about: 'What was recorded, and how'}
  subject_id: {about: Subject}
  study_day: {unit: d, about: Day of the records, tests: [not_null]}
  n_records: {about: Records of that day}
  source_file: {about: File of the records}
  source_row: {about: First record}
  last_row: {about: Last record}
  next_day: {unit: d, about: The next day with a record}
  next_row: {about: First record of that day}
*/
with
    levels as (select * from {{ ref('int_levels_received') }}),
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    daily as (
        select source, quantity || ', ' || method as what, subject_id, study_day, source_file, source_row
        from levels
        where study_day is not null
        union all
        select 'toxicities' as source, event || ', ' || scale as what, subject_id, study_day, source_file, source_row
        from toxicities
        where study_day is not null and end_day is null
    ),
    days as (
        select
            source,
            what,
            subject_id,
            source_file,
            study_day,
            count(*) as n_records,
            min(source_row) as source_row,
            max(source_row) as last_row
        from daily
        group by source, what, subject_id, source_file, study_day
    )
select
    source,
    what,
    subject_id,
    study_day,
    n_records,
    source_file,
    source_row,
    last_row,
    lead(study_day) over of_subject as next_day,
    lead(source_row) over of_subject as next_row
from days
window of_subject as (partition by source, what, subject_id, source_file order by study_day)
