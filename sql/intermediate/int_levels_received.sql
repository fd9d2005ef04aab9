/*
about: 'Every level of an analyte or of CAR T cells in one form, so that one rule of suspicion serves both.'
grain: []
columns:
  source: {about: Source of the record, tests: [not_null]}
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {about: Study day, unit: d}
  quantity: {about: 'Analyte, or CAR T cells in their unit', tests: [not_null]}
  method: {about: Platform or assay, tests: [not_null]}
  specimen: {about: Specimen, tests: [not_null]}
  unit: {about: Unit of value}
  laboratory: {about: Laboratory or plate}
  value: {about: Value in that unit}
  is_within_limits: {about: 'Whether it is a value that no limit explains: neither beyond one nor at it', tests: [not_null]}
  is_well_above_limit: {about: 'Whether there was some of it without doubt: above zero, and suspicion_times_limit times the limit where one is stated', tests: [not_null]}
  is_detected_or_done_open: {about: 'Whether it is written n.d., which may say not detected or not done', tests: [not_null]}
  source_file: {about: File of the record}
  source_row: {about: Record number in that file}
*/
with
    analytes as (select * from {{ ref('stg_analytes') }}), car_t_levels as (select * from {{ ref('stg_car_t_levels') }})
select
    'analytes' as source,
    analytes.subject_id,
    analytes.study_day,
    analytes.analyte as quantity,
    analytes.platform as method,
    coalesce(analytes.specimen, 'not stated') as specimen,
    analytes.unit,
    analytes.laboratory,
    analytes.value,
    analytes.value is not null
    and not analytes.is_below_limit
    and not analytes.is_above_limit
    and analytes.value is distinct from analytes.lloq
    and analytes.value is distinct from analytes.uloq as is_within_limits,
    not analytes.is_below_limit
    and coalesce(analytes.value > 0 or analytes.is_above_limit, false)
    and coalesce(analytes.value >= {{ var('suspicion_times_limit') }} * analytes.lloq, true) as is_well_above_limit,
    {{ may_be_not_done('analytes.result_received') }} as is_detected_or_done_open,
    analytes.source_file,
    analytes.source_row
from analytes
union all
select
    'car_t_levels' as source,
    car_t_levels.subject_id,
    car_t_levels.study_day,
    'CAR T cells, ' || car_t_levels.unit as quantity,
    car_t_levels.assay as method,
    coalesce(car_t_levels.specimen, 'not stated') as specimen,
    car_t_levels.unit,
    cast(null as varchar) as laboratory,
    car_t_levels.value,
    car_t_levels.value is not null
    and not car_t_levels.is_below_limit
    and not car_t_levels.is_above_limit
    and car_t_levels.value is distinct from car_t_levels.lloq
    and car_t_levels.value is distinct from car_t_levels.uloq as is_within_limits,
    not car_t_levels.is_below_limit
    and coalesce(car_t_levels.value > 0 or car_t_levels.is_above_limit, false)
    and coalesce(
        car_t_levels.value >= {{ var('suspicion_times_limit') }} * car_t_levels.lloq, true
    ) as is_well_above_limit,
    {{ may_be_not_done('car_t_levels.result_received') }} as is_detected_or_done_open,
    car_t_levels.source_file,
    car_t_levels.source_row
from car_t_levels
