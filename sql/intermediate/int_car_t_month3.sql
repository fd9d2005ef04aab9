/*
about: CAR T-cell level in blood at month 3.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: Level of the sample nearest to the target day, tests: [{min: 0}]}
  car_t_month3_day: {unit: d, about: Study day of that sample}
  month3_lloq_per_ul: {unit: '{cells}/uL', about: Lower limit of quantification of that sample}
  is_month3_below_limit: {about: Below the limit of quantification}
  is_month3_above_limit: {about: Above the limit of quantification}
reference: 'Locke 2020: levels at month 3 are very low or not measurable'
*/
with
    levels as (select * from {{ ref('int_car_t_levels_quantified') }} where unit = 'cells/uL' and level is not null),
    windows as (select * from {{ ref('int_visit_windows') }} where visit = 'month3'),
    nearest as (
        select levels.*
        from levels
        inner join windows on levels.study_day between windows.first_day and windows.last_day
        qualify
            row_number() over (
                partition by levels.subject_id
                order by {{ days_from('levels.study_day', 'windows.target_day') }}, levels.study_day desc
            )
            = 1
    )
select
    nearest.subject_id,
    nearest.level as car_t_month3_per_ul,
    nearest.study_day as car_t_month3_day,
    nearest.lloq as month3_lloq_per_ul,
    nearest.is_below_limit as is_month3_below_limit,
    nearest.is_above_limit as is_month3_above_limit
from nearest
