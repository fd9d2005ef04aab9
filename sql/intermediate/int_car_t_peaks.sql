/*
about: 'Highest CAR T-cell level after infusion and its day, in cells per microlitre and in gene copies.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Highest level after infusion, tests: [{min: 0}]}
  peak_car_t_day: {unit: d, about: 'First day of that level; missing when no level could be quantified'}
  is_peak_below_limit: {about: Whether no level could be quantified}
  is_peak_above_limit: {about: Whether the peak is at the upper limit of the assay}
  car_t_lloq_per_ul: {unit: '{cells}/uL', about: 'Limit of quantification of the subject, else the highest of the study'}
  n_samples: {about: Samples in the window}
  peak_car_t_copies_per_ug: {unit: '{copies}/ug', about: Highest number of gene copies after infusion, tests: [{min: 0}]}
  peak_car_t_copies_day: {unit: d, about: 'First day of that number; missing when none could be quantified'}
  car_t_copies_lloq_per_ug: {unit: '{copies}/ug', about: 'Limit of quantification of copies of the subject, else the highest of the study'}
  is_copies_peak_below_limit: {about: Whether no number of copies could be quantified}
  is_copies_peak_above_limit: {about: Whether that peak is at the upper limit of the assay}
reference: 'Locke 2020, Methods; G5: samples to day 28'
*/
with
    levels as (
        select *
        from {{ ref('int_car_t_levels_quantified') }}
        where study_day > 0 and study_day <= {{ var('peak_window_days') }} and level is not null
    ),
    limits as (select * from {{ ref('int_car_t_limits') }}),
    -- Of equal levels the first day is the peak; a quantified one goes before one that is only a policy's number.
    peaks as (
        select
            levels.*,
            count(*) over (partition by levels.subject_id, levels.unit) as n_samples,
            max(levels.lloq) over (partition by levels.subject_id, levels.unit) as subject_lloq,
            limits.study_lloq
        from levels
        left join limits on levels.unit = limits.unit
        qualify
            row_number() over (
                partition by levels.subject_id, levels.unit
                order by levels.level desc, levels.is_below_limit, levels.study_day
            )
            = 1
    ),
    subjects as (select distinct subject_id from peaks),
    cells as (select * from peaks where unit = 'cells/uL'),
    copies as (select * from peaks where unit = 'copies/ug')
select
    subjects.subject_id,
    cells.level as peak_car_t_per_ul,
    case when not cells.is_below_limit then cells.study_day end as peak_car_t_day,
    cells.is_below_limit as is_peak_below_limit,
    cells.is_above_limit as is_peak_above_limit,
    coalesce(cells.subject_lloq, cells.study_lloq) as car_t_lloq_per_ul,
    cells.n_samples,
    copies.level as peak_car_t_copies_per_ug,
    case when not copies.is_below_limit then copies.study_day end as peak_car_t_copies_day,
    coalesce(copies.subject_lloq, copies.study_lloq) as car_t_copies_lloq_per_ug,
    copies.is_below_limit as is_copies_peak_below_limit,
    copies.is_above_limit as is_copies_peak_above_limit
from subjects
left join cells on subjects.subject_id = cells.subject_id
left join copies on subjects.subject_id = copies.subject_id
