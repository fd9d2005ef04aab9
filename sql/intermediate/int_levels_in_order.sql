/*
about: 'Every positive level beside the levels of its subject before and after it, by the difference of their logarithms.'
grain: []
columns:
  source: {about: Source of the record, tests: [not_null]}
  subject_id: {about: Subject}
  source_file: {about: File of the record}
  source_row: {about: Record number in that file}
  what: {about: What was measured and by which method}
  before: {about: 'How far the level lies above the one before it, in powers of ten'}
  after: {about: 'How far the level lies above the one after it, in powers of ten'}
*/
with
    positive as (
        select *, log10(value) as log_value
        from {{ ref('int_levels_received') }}
        where is_within_limits and value > 0 and study_day is not null
    )
select
    source,
    subject_id,
    source_file,
    source_row,
    quantity || ', ' || method as what,
    log_value - lag(log_value) over in_time as before,
    log_value - lead(log_value) over in_time as after
from positive
window in_time as (partition by subject_id, quantity, method, specimen order by study_day, source_row, source_file)
