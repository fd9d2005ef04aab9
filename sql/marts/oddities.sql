/*
about: 'What looks wrong in the data and was neither mended nor dropped in silence.'
grain: [oddity_number]
columns:
  oddity_number: {about: Number of the oddity}
  rule: {about: Rule, tests: [not_null]}
  severity: {about: Severity, tests: [not_null, {accepted: [info, warning]}]}
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: 'Subject; none when the oddity is the whole study''s'}
  source_file: {about: File of the record}
  source_row: {about: First record concerned}
  about: {about: What is odd and what was done, tests: [not_null]}
*/
with
    records as (select * from {{ ref('int_oddities_of_records') }}),
    measurements as (select * from {{ ref('int_oddities_of_measurements') }}),
    events as (select * from {{ ref('int_oddities_of_events') }}),
    together as (
        select
            records.rule,
            records.severity,
            records.source,
            records.subject_id,
            records.source_file,
            records.source_row,
            records.about
        from records
        union all
        select
            measurements.rule,
            measurements.severity,
            measurements.source,
            measurements.subject_id,
            measurements.source_file,
            measurements.source_row,
            measurements.about
        from measurements
        union all
        select
            events.rule,
            events.severity,
            events.source,
            events.subject_id,
            events.source_file,
            events.source_row,
            events.about
        from events
    )
select
    row_number() over (
        order by
            together.severity desc,
            together.rule,
            together.source,
            together.subject_id,
            together.source_file,
            together.source_row,
            together.about
    ) as oddity_number,
    together.rule,
    together.severity,
    together.source,
    together.subject_id,
    together.source_file,
    together.source_row,
    together.about
from together
