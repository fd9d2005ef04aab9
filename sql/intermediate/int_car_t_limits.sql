/*
about: 'Highest lower limit of quantification of CAR T cells in the study, for subjects whose own is not given.'
grain: [unit]
columns:
  unit: {about: Unit of the level}
  study_lloq: {about: 'Highest limit among the samples in which the peak is looked for', tests: [{min: 0}]}
*/
with
    levels as (
        select *
        from {{ ref('int_car_t_levels_quantified') }}
        where study_day > 0 and study_day <= {{ var('peak_window_days') }} and level is not null
    )
select levels.unit, max(levels.lloq) as study_lloq
from levels
group by levels.unit
