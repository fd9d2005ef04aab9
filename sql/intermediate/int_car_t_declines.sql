/*
about: 'How CAR T cells leave the blood, in cells and in gene copies: the last level that could be quantified, and the half-life of the terminal decline.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_last_per_ul: {unit: '{cells}/uL', about: 'Last level that could be quantified', tests: [{min: 0}]}
  car_t_last_day: {unit: d, about: Study day of that level}
  car_t_half_life_days: {unit: d, about: 'Half-life of the terminal decline; missing where half_life_missing_reason says why', tests: [{min: 0}]}
  half_life_missing_reason: {about: Why there is no half-life, tests: [{accepted: [too_few_samples, not_falling, poor_fit, short_span]}]}
  half_life_n_samples: {about: Samples on the line}
  half_life_first_day: {unit: d, about: First of them}
  half_life_r_squared_adjusted: {about: 'Adjusted R squared of the line'}
  half_life_span: {about: Half-lives that the line spans}
  car_t_copies_last_per_ug: {unit: '{copies}/ug', about: 'Last number of gene copies that could be quantified', tests: [{min: 0}]}
  car_t_copies_last_day: {unit: d, about: Study day of these copies}
  car_t_copies_half_life_days: {unit: d, about: Half-life of the terminal decline of gene copies, tests: [{min: 0}]}
  copies_half_life_missing_reason: {about: Why there is no half-life of copies, tests: [{accepted: [too_few_samples, not_falling, poor_fit, short_span]}]}
  copies_half_life_first_day: {unit: d, about: First day of the line that gives it}
reference: 'PKNCA, pk.calc.half.life and its defaults: natural logarithms of the quantified levels after the peak, at least three; of all lines that end with the last level, rising ones too, those within 0.0001 of the highest adjusted R squared, and of those that fall the one of most samples'
*/
with
    -- What the policy puts in place of a level below the limit is no measurement: it bends the line and is left out.
    levels as (
        select * from {{ ref('int_car_t_levels_quantified') }} where study_day > 0 and level > 0 and not is_below_limit
    ),
    placed as (
        select
            levels.subject_id,
            levels.unit,
            levels.study_day,
            levels.level,
            row_number() over (
                partition by levels.subject_id, levels.unit order by levels.study_day desc
            ) as from_the_end,
            first_value(levels.study_day) over (
                partition by levels.subject_id, levels.unit order by levels.level desc, levels.study_day
            ) as peak_day
        from levels
    ),
    last_levels as (select * from placed where from_the_end = 1),
    falling as (select * from placed where study_day > peak_day),
    -- Every line through the last samples: the last three, the last four and so on. By day, because the last digit of
    -- what is summed depends on the order.
    lines as (
        select
            firsts.subject_id,
            firsts.unit,
            firsts.from_the_end as n_samples,
            firsts.study_day as first_day,
            max(falling.study_day) as last_day,
            regr_slope(ln(falling.level), falling.study_day order by falling.study_day) as slope,
            1
            - (1 - regr_r2(ln(falling.level), falling.study_day order by falling.study_day))
            * (firsts.from_the_end - 1)
            / nullif(firsts.from_the_end - 2, 0) as r_squared_adjusted
        from falling as firsts
        inner join
            falling
            on firsts.subject_id = falling.subject_id
            and firsts.unit = falling.unit
            and firsts.from_the_end >= falling.from_the_end
        where firsts.from_the_end >= {{ var('half_life_minimum_samples') }}
        group by firsts.subject_id, firsts.unit, firsts.from_the_end, firsts.study_day
    ),
    counted as (
        select lines.subject_id, lines.unit, count(*) as n_lines from lines group by lines.subject_id, lines.unit
    ),
    best as (
        select
            lines.*,
            ln(2) / nullif(- lines.slope, 0) as half_life,
            (lines.last_day - lines.first_day) * - lines.slope / ln(2) as span,
            max(lines.r_squared_adjusted) over (partition by lines.subject_id, lines.unit) as best_r_squared
        from lines
    ),
    chosen as (
        select *
        from best
        where best.slope < 0 and best.r_squared_adjusted > best.best_r_squared - 0.0001
        qualify row_number() over (partition by best.subject_id, best.unit order by best.n_samples desc) = 1
    ),
    judged as (
        select
            last_levels.subject_id,
            last_levels.unit,
            last_levels.level,
            last_levels.study_day,
            chosen.half_life,
            chosen.n_samples,
            chosen.first_day,
            chosen.r_squared_adjusted,
            chosen.span,
            -- Levels that halve exactly are as good as the last digit of their logarithms allows.
            case
                when counted.subject_id is null
                then 'too_few_samples'
                when chosen.subject_id is null
                then 'not_falling'
                when round(chosen.r_squared_adjusted, 9) < {{ var('half_life_minimum_r_squared') }}
                then 'poor_fit'
                when round(chosen.span, 9) < {{ var('half_life_minimum_span') }}
                then 'short_span'
            end as missing_reason
        from last_levels
        left join counted on last_levels.subject_id = counted.subject_id and last_levels.unit = counted.unit
        left join chosen on last_levels.subject_id = chosen.subject_id and last_levels.unit = chosen.unit
    ),
    judged_declines as (
        select
            judged.subject_id,
            judged.unit,
            judged.level,
            judged.study_day,
            case when judged.missing_reason is null then judged.half_life end as half_life,
            judged.missing_reason,
            judged.n_samples,
            judged.first_day,
            judged.r_squared_adjusted,
            judged.span
        from judged
    ),
    subjects as (select distinct subject_id from judged_declines),
    cells as (select * from judged_declines where unit = 'cells/uL'),
    copies as (select * from judged_declines where unit = 'copies/ug')
-- Trap: a line through days 14 to 90 runs over a fast and a slow decline. Of tisagenlecleucel these are 4.3 and about
-- 220 days (Stein 2019, doi 10.1002/psp4.12388), so a half-life says which days it was made of.
select
    subjects.subject_id,
    cells.level as car_t_last_per_ul,
    cells.study_day as car_t_last_day,
    cells.half_life as car_t_half_life_days,
    cells.missing_reason as half_life_missing_reason,
    cells.n_samples as half_life_n_samples,
    cells.first_day as half_life_first_day,
    cells.r_squared_adjusted as half_life_r_squared_adjusted,
    cells.span as half_life_span,
    copies.level as car_t_copies_last_per_ug,
    copies.study_day as car_t_copies_last_day,
    copies.half_life as car_t_copies_half_life_days,
    copies.missing_reason as copies_half_life_missing_reason,
    copies.first_day as copies_half_life_first_day
from subjects
left join cells on subjects.subject_id = cells.subject_id
left join copies on subjects.subject_id = copies.subject_id
