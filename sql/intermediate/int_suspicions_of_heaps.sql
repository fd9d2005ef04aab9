/*
about: 'Results heaped at an extreme as if a sign were lost, or rounded until little is left.'
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
    levels as not materialized(
        select source, quantity, method, specimen, value, source_file, source_row
        from {{ ref('int_levels_received') }}
        where is_within_limits
    ),
    -- To count the results of every value takes memory for every value there is. So it is only done of quantities that
    -- may be found: whose values may be four at most, or that have many results at an end.
    spans as (
        select
            source,
            quantity,
            method,
            specimen,
            count(*) as n,
            min(value) as lowest,
            max(value) as highest,
            -- Where there are more than four of these there are more than four values.
            count(distinct floor(value * 1000003) % 64) as n_remainders
        from levels
        group by source, quantity, method, specimen
    ),
    looked_at as (
        select levels.source, levels.quantity, levels.method, levels.specimen
        from levels
        inner join
            spans
            on levels.source = spans.source
            and levels.quantity = spans.quantity
            and levels.method = spans.method
            and levels.specimen = spans.specimen
        group by levels.source, levels.quantity, levels.method, levels.specimen, spans.n, spans.n_remainders
        having
            spans.n_remainders <= 4
            or greatest(count(*) filter(where value = lowest), count(*) filter(where value = highest))
            >= greatest({{ var('suspicion_fewest') }}, {{ var('suspicion_heap_percent') }} * spans.n / 100)
    ),
    -- A heap: far more values at the very end of the scale than at any other place.
    counted as (
        select
            levels.source,
            levels.quantity,
            levels.method,
            levels.specimen,
            levels.value,
            count(*) as n_here,
            {{ first_record() }}
        from levels
        inner join
            looked_at
            on levels.source = looked_at.source
            and levels.quantity = looked_at.quantity
            and levels.method = looked_at.method
            and levels.specimen = looked_at.specimen
        group by levels.source, levels.quantity, levels.method, levels.specimen, levels.value
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
    )
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
