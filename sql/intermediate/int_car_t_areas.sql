/*
about: 'Area under the CAR T-cell curve from infusion to day 28, by trapezoids over actual days, in cells and in gene copies.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: 'Area; missing when there are too few samples', tests: [{min: 0}]}
  auc_end_day: {unit: d, about: 'Day to which the area goes: 28, or the last sample when none follows day 28'}
  auc_missing_reason: {about: Why there is no area, tests: [{accepted: [too_few_samples, no_early_sample, no_late_sample]}]}
  n_samples: {about: Samples after infusion to the end of the late window}
  auc_car_t_copies_day0_28: {unit: 'd.{copies}/ug', about: 'Area of gene copies; missing when there are too few samples', tests: [{min: 0}]}
  auc_copies_end_day: {unit: d, about: Day to which the area of copies goes}
  auc_copies_missing_reason: {about: Why there is no area of copies, tests: [{accepted: [too_few_samples, no_early_sample, no_late_sample]}]}
reference: 'G4. Rules of the trapezoid as in PKNCA: both zero or rising, linear; falling to a level above zero, logarithmic if so set'
*/
with
    quantified as (
        select
            received.*,
            min(received.study_day) filter (where not received.is_below_limit) over (
                partition by received.subject_id, received.unit
            ) as first_day,
            max(received.study_day) filter (where not received.is_below_limit) over (
                partition by received.subject_id, received.unit
            ) as last_day,
            first_value(received.study_day) over (
                partition by received.subject_id, received.unit
                order by received.is_below_limit, received.level desc, received.study_day
            ) as peak_day
        from {{ ref('int_car_t_levels_quantified') }} as received
        where received.study_day > 0
    ),
    -- What a level below the limit stands for may depend on where it is: before the cells were seen they were none,
    -- between two levels that were seen they were not gone.
    placed as (
        select
            quantified.subject_id,
            quantified.unit,
            quantified.study_day,
            {% if var('auc_below_limit') == 'as_levels' %} quantified.level
            {% else %}
                case
                    when not quantified.is_below_limit
                    then quantified.level
                    when quantified.first_day is null or quantified.study_day < quantified.first_day
                    then 0.0
                    {% if var('auc_below_limit') == 'pknca' %} when quantified.study_day > quantified.last_day then 0.0
                    {% else %} when quantified.study_day < quantified.peak_day then 0.0
                    {% endif %}
                end
            {% endif %} as level
        from quantified
    ),
    levels as (select * from placed where level is not null),
    samples as (
        select
            levels.subject_id,
            levels.unit,
            count(*) filter (where levels.study_day <= {{ var('auc_late_last_day') }}) as n_samples,
            count(*) filter (
                where levels.study_day between {{ var('auc_early_first_day') }} and {{ var('auc_early_last_day') }}
            ) as n_early,
            count(*) filter (
                where levels.study_day between {{ var('auc_late_first_day') }} and {{ var('auc_late_last_day') }}
            ) as n_late
        from levels
        group by levels.subject_id, levels.unit
    ),
    -- There are no CAR T cells before the infusion, whatever a sample of day 0 says: the curve starts at (0, 0).
    points as (
        select levels.subject_id, levels.unit, levels.study_day, levels.level
        from levels
        union all
        select samples.subject_id, samples.unit, cast(0 as double) as study_day, cast(0 as double) as level
        from samples
    ),
    pairs as (
        select
            points.subject_id,
            points.unit,
            points.study_day as first_day,
            points.level as first_level,
            lead(points.study_day) over (
                partition by points.subject_id, points.unit order by points.study_day, points.level
            ) as next_day,
            lead(points.level) over (
                partition by points.subject_id, points.unit order by points.study_day, points.level
            ) as next_level
        from points
    ),
    -- A pair that straddles the end is cut there. The two measured levels decide whether a line or an exponential joins
    -- them: a fall to zero stays a line although the level where it is cut is above zero.
    joined as (
        select pairs.*, {{ is_log_trapezoid('pairs.first_level', 'pairs.next_level', var('auc_method')) }} as is_log
        from pairs
    ),
    segments as (
        select
            joined.subject_id,
            joined.unit,
            joined.is_log,
            joined.first_day,
            joined.first_level,
            least(joined.next_day, {{ var('auc_last_day') }}) as last_day,
            case
                when joined.next_day <= {{ var('auc_last_day') }}
                then joined.next_level
                when joined.is_log
                then
                    joined.first_level * power(
                        joined.next_level / joined.first_level,
                        ({{ var('auc_last_day') }} - joined.first_day) / (joined.next_day - joined.first_day)
                    )
                else
                    joined.first_level
                    + (joined.next_level - joined.first_level)
                    * ({{ var('auc_last_day') }} - joined.first_day)
                    / (joined.next_day - joined.first_day)
            end as last_level
        from joined
        where joined.next_day is not null and joined.first_day < {{ var('auc_last_day') }}
    ),
    areas as (
        select
            segments.subject_id,
            segments.unit,
            max(segments.last_day) as end_day,
            sum(
                {{ trapezoid('segments.first_day', 'segments.first_level', 'segments.last_day', 'segments.last_level', 'segments.is_log') }}
                order by segments.first_day
            ) as area
        from segments
        group by segments.subject_id, segments.unit
    ),
    judged as (
        select
            samples.subject_id,
            samples.unit,
            samples.n_samples,
            areas.area,
            areas.end_day,
            case
                when samples.n_samples < {{ var('auc_minimum_samples') }}
                then 'too_few_samples'
                when samples.n_early = 0
                then 'no_early_sample'
                when samples.n_late = 0
                then 'no_late_sample'
            end as missing_reason
        from samples
        left join areas on samples.subject_id = areas.subject_id and samples.unit = areas.unit
    ),
    judged_areas as (
        select
            judged.subject_id,
            judged.unit,
            case when judged.missing_reason is null then judged.area end as area,
            case when judged.missing_reason is null then judged.end_day end as end_day,
            judged.missing_reason,
            judged.n_samples
        from judged
    ),
    subjects as (select distinct subject_id from judged_areas),
    cells as (select * from judged_areas where unit = 'cells/uL'),
    copies as (select * from judged_areas where unit = 'copies/ug')
select
    subjects.subject_id,
    cells.area as auc_car_t_day0_28,
    cells.end_day as auc_end_day,
    cells.missing_reason as auc_missing_reason,
    cells.n_samples,
    copies.area as auc_car_t_copies_day0_28,
    copies.end_day as auc_copies_end_day,
    copies.missing_reason as auc_copies_missing_reason
from subjects
left join cells on subjects.subject_id = cells.subject_id
left join copies on subjects.subject_id = copies.subject_id
