/*
about: 'CAR T-cell levels in blood that count, one for each subject, unit and day, with the policy for the limits applied.'
grain: [subject_id, unit, study_day]
columns:
  subject_id: {about: Subject}
  unit: {about: Unit of the level, tests: [not_null]}
  study_day: {unit: d, about: Study day of the sample}
  level: {about: 'Level an analysis sees; missing when the policy drops it', tests: [{min: 0}]}
  qualifier: {about: Sign of the result}
  is_below_limit: {about: Below the limit of quantification}
  is_above_limit: {about: Above the limit of quantification}
  lloq: {about: Lower limit of quantification}
  assay: {about: Method}
  n_records: {about: 'Records of that subject, unit and day; of several the last in the file stands'}
reference: 'G3, G5; cells per microlitre was the more informative of the two units (Locke 2020)'
*/
with
    subjects as (select * from {{ ref('int_events_after_infusion') }}),
    results as (select * from {{ ref('stg_car_t_levels') }} as levels where {{ is_blood_result('levels') }}),
    assays as (select * from {{ ref('int_car_t_assays') }}),
    counted as (
        select results.*
        from results
        inner join assays on results.unit = assays.unit and results.assay = assays.assay
        inner join subjects on results.subject_id = subjects.subject_id
        where results.study_day < coalesce(subjects.retreatment_day, results.study_day + 1)
    ),
    one_a_day as (
        select counted.*, count(*) over (partition by counted.subject_id, counted.unit, counted.study_day) as n_records
        from counted
        qualify
            row_number() over (
                partition by counted.subject_id, counted.unit, counted.study_day
                order by counted.source_row desc, counted.source_file desc, counted.value desc
            )
            = 1
    )
select
    one_a_day.subject_id,
    one_a_day.unit,
    one_a_day.study_day,
    {{ quantified('one_a_day.value', 'one_a_day.is_below_limit', 'one_a_day.is_above_limit', 'one_a_day.lloq', 'one_a_day.uloq', var('car_t_below_limit')) }}
    as level,
    one_a_day.qualifier,
    one_a_day.is_below_limit,
    one_a_day.is_above_limit,
    one_a_day.lloq,
    one_a_day.assay,
    one_a_day.n_records
from one_a_day
