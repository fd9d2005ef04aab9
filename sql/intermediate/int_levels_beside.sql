/*
about: 'Sisters: levels of one subject, day and quantity by two methods, or of CAR T cells in two units, by the difference of their logarithms.'
grain: []
columns:
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: Subject}
  source_file: {about: File of the first record}
  source_row: {about: Record number in that file}
  what: {about: What was measured and by which method}
  beside: {about: The same of the other record}
  ratio: {about: 'How far the first level lies above the other, in powers of ten'}
*/
with
    positive as (
        select *, log10(value) as log_value
        from {{ ref('int_levels_received') }}
        where is_within_limits and value > 0 and study_day is not null
    )
select
    positive.source,
    positive.subject_id,
    positive.source_file,
    positive.source_row,
    positive.quantity || ', ' || positive.method as what,
    others.quantity || ', ' || others.method as beside,
    positive.log_value - others.log_value as ratio
from positive
inner join
    positive as others
    on positive.source = others.source
    and positive.subject_id = others.subject_id
    and positive.study_day = others.study_day
    and (positive.quantity = others.quantity or positive.source = 'car_t_levels')
    and (positive.specimen = others.specimen or 'not stated' in (positive.specimen, others.specimen))
    and (positive.quantity, positive.method) < (others.quantity, others.method)
