/*
about: 'Values that look as if they were in two units: two heaps, or two laboratories, apart by a factor that converts one unit into another; Fahrenheit among Celsius; fractions among percentages.'
grain: []
columns:
  rule: {about: Rule, tests: [not_null]}
  severity: {about: 'info or warning', tests: [not_null]}
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: Subject}
  source_file: {about: File of the record}
  source_row: {about: First record concerned}
  about: {about: What is odd and what was done, tests: [not_null]}
reference: 'Factors: seeds/units.csv; 1 microgram of DNA is that of about 150,000 diploid cells of 6.6 pg'
*/
with
    -- Each use reads the few columns it needs: of a large study a copy of all would not fit into memory.
    levels as not materialized(
        select *, log10(value) as log_value from {{ ref('int_levels_received') }} where is_within_limits and value > 0
    ),
    phenotypes as (select * from {{ ref('stg_immunophenotypes') }}),
    units as (select * from {{ ref('units') }}),
    -- A factor of two is nothing that one would notice: only those that move a value out of its heap.
    factors as (
        select distinct first_unit.analyte as quantity, round(log10(first_unit.factor / second_unit.factor), 2) as shift
        from units as first_unit
        inner join units as second_unit on first_unit.analyte = second_unit.analyte
        where first_unit.factor >= 5 * second_unit.factor
        union all
        select distinct quantity, log10(150) as shift
        from levels
        where source = 'car_t_levels'
    ),
    -- Each value once: of a large study there are far fewer of them than results.
    counted as (
        select quantity, method, specimen, log_value, count(*) as n_here
        from levels
        group by quantity, method, specimen, log_value
    ),
    -- The widest gap between two neighbours in size that leaves several values on either side.
    ordered as (
        select
            quantity,
            method,
            specimen,
            log_value,
            lead(log_value) over same_quantity - log_value as gap,
            sum(n_here) over same_quantity as place,
            sum(n_here) over (partition by quantity, method, specimen) as n
        from counted
        window same_quantity as (partition by quantity, method, specimen order by log_value)
    ),
    gaps as (
        select quantity, method, specimen, max(gap) as gap, arg_max(log_value, (gap, log_value)) as cut
        from ordered
        where place >= {{ var('suspicion_fewest') }} and n - place >= {{ var('suspicion_fewest') }}
        group by quantity, method, specimen
    ),
    -- Only a gap that a factor could leave is worth the medians on both sides of it.
    wide_gaps as (
        select gaps.*
        from gaps
        inner join
            (select quantity, min(shift) as shift from factors group by quantity) as least_shifts
            on gaps.quantity = least_shifts.quantity
        where gaps.gap >= 0.3 * least_shifts.shift
    ),
    parted as not materialized(
        select levels.*, wide_gaps.gap, levels.log_value > wide_gaps.cut as is_above
        from levels
        inner join
            wide_gaps
            on levels.quantity = wide_gaps.quantity
            and levels.method = wide_gaps.method
            and levels.specimen = wide_gaps.specimen
    ),
    heaps as (
        select
            quantity,
            method,
            specimen,
            gap,
            median(log_value) filter (where is_above) - median(log_value) filter (where not is_above) as shift,
            quantile_cont(log_value, 0.9) filter (where is_above)
            - quantile_cont(log_value, 0.1) filter (where is_above) as spread_above,
            quantile_cont(log_value, 0.9) filter (where not is_above)
            - quantile_cont(log_value, 0.1) filter (where not is_above) as spread_below,
            count(*) filter (where is_above) as n_above,
            count(*) filter (where not is_above) as n_below
        from parted
        group by quantity, method, specimen, gap
    ),
    -- Two heaps: apart by a known factor, the gap between them wider than chance leaves, neither wider than the shift.
    split as (
        select heaps.*, min(factors.shift) as factor_shift
        from heaps
        inner join
            factors
            on heaps.quantity = factors.quantity
            and abs(heaps.shift - factors.shift) <= 0.2 + 0.1 * factors.shift
        where heaps.gap >= 0.3 * factors.shift and greatest(heaps.spread_above, heaps.spread_below) <= factors.shift
        group by all
    ),
    in_smaller_heap as (
        select
            parted.source,
            parted.subject_id,
            parted.source_file,
            parted.source_row,
            parted.quantity,
            split.n_above,
            split.n_below,
            split.factor_shift
        from parted
        inner join
            split
            on parted.quantity = split.quantity
            and parted.method = split.method
            and parted.specimen = split.specimen
        where parted.is_above = (split.n_above < split.n_below)
    ),
    -- Heaps that overlap are told apart by who sent them: every file and laboratory beside all others.
    all_origins as not materialized(
        select
            quantity,
            method,
            specimen,
            source,
            'file' as kind,
            'file ' || source_file as origin,
            source_file,
            source_row,
            log_value
        from levels
        union all
        select
            quantity,
            method,
            specimen,
            source,
            'laboratory' as kind,
            'laboratory ' || laboratory as origin,
            source_file,
            source_row,
            log_value
        from levels
        where laboratory is not null
    ),
    -- Quartiles are worth finding only where there is another origin to lie apart from.
    several as (
        select quantity, method, specimen, kind
        from all_origins
        group by quantity, method, specimen, kind
        having min(origin) <> max(origin)
    ),
    origins as (
        select all_origins.*
        from all_origins
        inner join
            several
            on all_origins.quantity = several.quantity
            and all_origins.method = several.method
            and all_origins.specimen = several.specimen
            and all_origins.kind = several.kind
    ),
    by_origin as (
        select
            quantity,
            method,
            specimen,
            source,
            kind,
            origin,
            {{ first_record() }},
            count(*) as n,
            quantile_cont(log_value, 0.25) as q1,
            median(log_value) as middle,
            quantile_cont(log_value, 0.75) as q3
        from origins
        group by quantity, method, specimen, source, kind, origin
        having count(*) >= 2 * {{ var('suspicion_fewest') }}
    ),
    apart as (
        select
            lower_origin.source,
            lower_origin.quantity,
            lower_origin.origin,
            higher_origin.origin as other_origin,
            lower_origin.source_file,
            lower_origin.source_row,
            factors.shift
        from by_origin as lower_origin
        inner join
            by_origin as higher_origin
            on lower_origin.quantity = higher_origin.quantity
            and lower_origin.method = higher_origin.method
            and lower_origin.specimen = higher_origin.specimen
            and lower_origin.kind = higher_origin.kind
            and lower_origin.q3 < higher_origin.q1
        inner join
            factors
            on lower_origin.quantity = factors.quantity
            and abs(higher_origin.middle - lower_origin.middle - factors.shift) <= 0.15
    ),
    -- Celsius and Fahrenheit are apart by more than a factor, and are known by where they lie: no body is in between.
    bodies as (
        select source, subject_id, source_file, source_row, quantity, unit, value >= 90 as is_fahrenheit
        from levels
        where regexp_matches(lower(quantity), 'temperatur') and (value between 32 and 45 or value between 90 and 113)
    ),
    temperatures as (
        select
            *,
            count(*) filter (where is_fahrenheit) over same_quantity as n_fahrenheit,
            count(*) filter (where not is_fahrenheit) over same_quantity as n_celsius
        from bodies
        window same_quantity as (partition by quantity, unit)
    ),
    positive as (select *, percent <= 1 as is_fraction from phenotypes where percent > 0),
    percentages as (
        select
            *,
            count(*) filter (where not is_fraction) over same_population as n_percent,
            count(*) filter (where is_fraction) over same_population as n_fraction,
            median(percent) filter (where not is_fraction) over same_population as middle_percent,
            median(percent) filter (where is_fraction) over same_population as middle_fraction
        from positive
        window same_population as (partition by sample_type, population, parent_population)
    ),
    found as (
        select
            'two_units_mixed' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            quantity
            || ': two heaps, apart by a factor of '
            || cast(round(power(10, factor_shift)) as varchar)
            || ' that converts one unit into another; '
            || cast(least(n_above, n_below) as varchar)
            || ' records are in the smaller heap, and were used as they stand' as about
        from in_smaller_heap
        union all
        select
            'origins_apart_by_a_factor' as rule,
            'warning' as severity,
            source,
            cast(null as varchar) as subject_id,
            source_file,
            source_row,
            quantity
            || ': '
            || origin
            || ' lies below '
            || other_origin
            || ' by a factor of '
            || cast(round(power(10, shift)) as varchar)
            || ' that converts one unit into another' as about
        from apart
        union all
        select
            'two_units_mixed' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            quantity
            || ': degrees Fahrenheit, by their size, among degrees Celsius, or the reverse; '
            || cast(least(n_fahrenheit, n_celsius) as varchar)
            || ' records are the fewer, and were used as they stand' as about
        from temperatures
        where
            is_fahrenheit = (n_fahrenheit <= n_celsius)
            and least(n_fahrenheit, n_celsius) > 0
            and greatest(n_fahrenheit, n_celsius) >= {{ var('suspicion_fewest') }}
        union all
        select
            'fraction_among_percentages' as rule,
            'warning' as severity,
            'immunophenotypes' as source,
            subject_id,
            source_file,
            source_row,
            population || ': a fraction, by its size, among percentages; it was read as a percentage' as about
        from percentages
        where
            is_fraction
            and n_percent >= {{ var('suspicion_fewest') }}
            and n_percent > n_fraction
            and middle_percent between 50 * middle_fraction and 200 * middle_fraction
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
