/*
about: 'CAR T-cell level in blood at month 3, in cells per microlitre and in gene copies.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: Level of the sample nearest to the target day, tests: [{min: 0}]}
  car_t_month3_day: {unit: d, about: Study day of that sample}
  month3_lloq_per_ul: {unit: '{cells}/uL', about: Lower limit of quantification of that sample}
  is_month3_below_limit: {about: Below the limit of quantification}
  is_month3_above_limit: {about: Above the limit of quantification}
  car_t_copies_month3_per_ug: {unit: '{copies}/ug', about: Gene copies of the sample nearest to the target day, tests: [{min: 0}]}
  car_t_copies_month3_day: {unit: d, about: Study day of that sample}
  month3_copies_lloq_per_ug: {unit: '{copies}/ug', about: Lower limit of quantification of that sample}
  is_copies_month3_below_limit: {about: Whether these copies are below the limit of quantification}
  is_copies_month3_above_limit: {about: Whether these copies are above the limit of quantification}
reference: 'Locke 2020: levels at month 3 are very low or not measurable'
*/
with
    levels as (select * from {{ ref('int_car_t_levels_quantified') }} where level is not null),
    windows as (select * from {{ ref('int_visit_windows') }} where visit = 'month3'),
    nearest as (
        select levels.*
        from levels
        inner join windows on levels.study_day between windows.first_day and windows.last_day
        qualify
            row_number() over (
                partition by levels.subject_id, levels.unit
                order by {{ days_from('levels.study_day', 'windows.target_day') }}, levels.study_day desc
            )
            = 1
    ),
    subjects as (select distinct subject_id from nearest),
    cells as (select * from nearest where unit = 'cells/uL'),
    copies as (select * from nearest where unit = 'copies/ug')
select
    subjects.subject_id,
    cells.level as car_t_month3_per_ul,
    cells.study_day as car_t_month3_day,
    cells.lloq as month3_lloq_per_ul,
    cells.is_below_limit as is_month3_below_limit,
    cells.is_above_limit as is_month3_above_limit,
    copies.level as car_t_copies_month3_per_ug,
    copies.study_day as car_t_copies_month3_day,
    copies.lloq as month3_copies_lloq_per_ug,
    copies.is_below_limit as is_copies_month3_below_limit,
    copies.is_above_limit as is_copies_month3_above_limit
from subjects
left join cells on subjects.subject_id = cells.subject_id
left join copies on subjects.subject_id = copies.subject_id
