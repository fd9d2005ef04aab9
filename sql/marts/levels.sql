/*
about: 'Levels over time: CAR T cells in blood, their gene copies, and every registered analyte, one for each subject and visit.'
grain: [subject_id, measurement, visit]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  measurement: {about: 'Analyte, or car_t for CAR T cells in blood and car_t_copies for their gene copies', tests: [not_null]}
  label: {about: What was measured, tests: [not_null]}
  unit: {about: Unit of the level}
  visit: {about: Visit, tests: [not_null]}
  visit_day: {unit: d, about: 'Study day that the visit aims at: the place of the visit on an axis of time', tests: [not_null]}
  study_day: {unit: d, about: Study day of the sample}
  level: {about: 'Level an analysis sees, with the policy for the limits applied', tests: [{min: 0}]}
  is_below_limit: {about: Below the limit of quantification}
  is_above_limit: {about: Above the limit of quantification}
reference: 'Windows as in seeds/visit_windows.csv: of several samples in one the nearest to the day it aims at'
*/
with
    registered as (select * from {{ ref('analytes') }}),
    windows as (select * from {{ ref('int_visit_windows') }}),
    windowed as (select * from {{ ref('int_analytes_windowed') }} where is_chosen and value is not null),
    car_t_levels as (select * from {{ ref('int_car_t_levels_quantified') }} where level is not null),
    -- There are no CAR T cells before the infusion: a level of then is the assay's noise, and no visit.
    nearest as (
        select car_t_levels.*, windows.visit, windows.target_day
        from car_t_levels
        inner join windows on car_t_levels.study_day between windows.first_day and windows.last_day
        where car_t_levels.study_day > 0
        qualify
            row_number() over (
                partition by car_t_levels.subject_id, car_t_levels.unit, windows.visit
                order by {{ days_from('car_t_levels.study_day', 'windows.target_day') }}, car_t_levels.study_day desc
            )
            = 1
    )
select
    nearest.subject_id,
    case nearest.unit when 'cells/uL' then 'car_t' else 'car_t_copies' end as measurement,
    case nearest.unit when 'cells/uL' then 'CAR T cells in blood' else 'CAR gene copies in blood' end as label,
    nearest.unit,
    nearest.visit,
    nearest.target_day as visit_day,
    nearest.study_day,
    nearest.level,
    nearest.is_below_limit,
    nearest.is_above_limit
from nearest
union all
select
    windowed.subject_id,
    windowed.analyte as measurement,
    registered.label,
    windowed.unit,
    windowed.visit,
    windows.target_day as visit_day,
    windowed.study_day,
    windowed.value as level,
    windowed.is_below_limit,
    windowed.is_above_limit
from windowed
inner join registered on windowed.analyte = registered.analyte
inner join windows on windowed.visit = windows.visit
