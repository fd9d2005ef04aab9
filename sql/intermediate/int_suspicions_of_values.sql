/*
about: 'Values that look wrong beside others: ten times a sister measurement, heaped at an extreme as if a sign were lost, rounded until little is left.'
grain: []
columns:
  rule: {about: Rule, tests: [not_null]}
  severity: {about: 'info or warning', tests: [not_null]}
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: Subject}
  source_file: {about: File of the record}
  source_row: {about: First record concerned}
  about: {about: What is odd and what was done, tests: [not_null]}
*/
with
    levels as (select * from {{ ref('int_levels_received') }} where is_within_limits),
    lesions as (select * from {{ ref('stg_lesions') }}),
    products as (select * from {{ ref('stg_products') }}),
    sisters as (select * from {{ ref('int_levels_beside') }}),
    -- Neighbours: the same quantity of a subject before and after, for quantities that hardly move from day to day.
    neighbours as not materialized(select * from {{ ref('int_levels_in_order') }}),
    diameters as (
        select
            subject_id,
            source_file,
            source_row,
            log10(nullif(longest_diameter_mm, 0) / nullif(perpendicular_diameter_mm, 0)) as ratio
        from lesions
    ),
    doses as (
        select
            subject_id,
            source_file,
            source_row,
            log10(
                nullif(car_t_cells_infused_million, 0)
                / nullif(viable_t_cells_infused_million * transduction_percent / 100, 0)
            ) as ratio
        from products
    ),
    pairs as (
        select source, subject_id, source_file, source_row, what || ' beside ' || beside as what, ratio
        from sisters
        union all
        select
            'lesions' as source,
            subject_id,
            source_file,
            source_row,
            'longest beside perpendicular diameter' as what,
            ratio
        from diameters
        union all
        select
            'products' as source,
            subject_id,
            source_file,
            source_row,
            'CAR T cells beside viable T cells and transduction' as what,
            ratio
        from doses
    ),
    usual as (select what, count(ratio) as n, median(ratio) as middle, mad(ratio) as spread from pairs group by what),
    usual_steps as (select what, count(before) as n, mad(before) as spread from neighbours group by what),
    tenfold as (
        select
            pairs.source,
            pairs.subject_id,
            pairs.source_file,
            pairs.source_row,
            pairs.what,
            pairs.ratio - usual.middle as shift
        from pairs
        inner join usual on pairs.what = usual.what
        where usual.n >= 2 * {{ var('suspicion_fewest') }} and usual.spread <= 0.12
        union all
        select
            neighbours.source,
            neighbours.subject_id,
            neighbours.source_file,
            neighbours.source_row,
            neighbours.what || ' beside the samples before and after' as what,
            (neighbours.before + neighbours.after) / 2 as shift
        from neighbours
        inner join usual_steps on neighbours.what = usual_steps.what
        where
            usual_steps.n >= 2 * {{ var('suspicion_fewest') }}
            and usual_steps.spread <= 0.05
            and abs(neighbours.before - neighbours.after) <= 0.15
    ),
    -- A heap: far more values at the very end of the scale than at any other place.
    counted as (
        select source, quantity, method, specimen, value, count(*) as n_here, {{ first_record() }}
        from levels
        group by source, quantity, method, specimen, value
    ),
    ends as (
        select
            *,
            sum(n_here) over same_quantity as n,
            min(value) over same_quantity as lowest,
            max(value) over same_quantity as highest,
            quantile_cont(n_here, 0.9) over same_quantity as n_elsewhere,
            -- Rounded values crowd near zero: an end is a heap only beside the values next to it.
            max(n_here) over (in_order rows between 1 following and 3 following) as n_above,
            max(n_here) over (in_order rows between 3 preceding and 1 preceding) as n_below
        from counted
        window
            same_quantity as (partition by source, quantity, method, specimen),
            in_order as (partition by source, quantity, method, specimen order by value)
    ),
    found as (
        select
            'tenfold_beside_a_sister' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            what
            || ': off by a factor of '
            || cast(cast(power(10, round(abs(shift))) as bigint) as varchar)
            || ', as when a decimal point is shifted; it was used as it stands' as about
        from tenfold
        where round(abs(shift)) >= 1 and abs(abs(shift) - round(abs(shift))) <= 0.12
        union all
        select
            'heap_at_an_extreme' as rule,
            case when value = 0 then 'info' else 'warning' end as severity,
            source,
            cast(null as varchar) as subject_id,
            source_file,
            source_row,
            quantity
            || ', '
            || method
            || ': '
            || cast(n_here as varchar)
            || ' results are exactly the '
            || case when value = highest then 'highest' else 'lowest' end
            || ' of all '
            || cast(n as varchar)
            || case when value = 0 then ', 0: none, or not detected' else ', as when a < or > was lost' end as about
        from ends
        where
            (value = highest and n_here >= 3 * n_below or value = lowest and n_here >= 3 * n_above)
            and n_here >= {{ var('suspicion_fewest') }}
            and n_here >= {{ var('suspicion_heap_percent') }} * n / 100
            and n_here >= 4 * n_elsewhere
        union all
        select
            'rounded_away' as rule,
            'info' as severity,
            source,
            cast(null as varchar) as subject_id,
            {{ first_record() }},
            quantity
            || ', '
            || method
            || ': '
            || cast(n as varchar)
            || ' results are one of '
            || cast(count(*) as varchar)
            || ' values; they were rounded until little is left' as about
        from ends
        where n >= 10 * {{ var('suspicion_fewest') }}
        group by source, quantity, method, specimen, n
        having count(*) between 2 and 4
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
