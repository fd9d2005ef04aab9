/*
about: 'Whether the outcome of subjects goes with where they or their samples came from: site, laboratory or product.'
grain: [origin, outcome]
columns:
  origin: {about: 'What subjects differ in: site, laboratory or product', tests: [not_null]}
  outcome: {about: Outcome, tests: [not_null]}
  source: {about: Source that says the origin, tests: [not_null]}
  n_subjects: {about: Subjects with both}
  n_groups: {about: Origins with several subjects}
  cramers_v: {about: 'Strength of the association, 0 to 1'}
  normal_deviate: {about: 'Chi-squared as a standard normal deviate, by Wilson and Hilferty'}
  is_confounded: {about: Whether the association is strong and beyond chance, tests: [not_null]}
reference: 'Cramer 1946; Wilson and Hilferty 1931'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    levels as (select * from {{ ref('int_levels_received') }}),
    products as (select * from {{ ref('stg_products') }}),
    outcomes as (select * from {{ ref('outcomes') }}),
    -- A subject of several origins has none.
    origins as (
        select 'site' as origin, 'subjects' as source, subject_id, site_id as place
        from subjects
        where site_id is not null
        union all
        select 'laboratory' as origin, 'analytes' as source, subject_id, min(laboratory) as place
        from levels
        group by subject_id
        having count(distinct laboratory) = 1
        union all
        select 'product' as origin, 'products' as source, subject_id, min(product_name) as place
        from products
        group by subject_id
        having count(distinct product_name) = 1
    ),
    answers as (
        {% for outcome in ['objective_response', 'durable_response', 'crs_grade3_or_higher', 'ne_grade3_or_higher'] %}
            select subject_id, '{{ outcome }}' as outcome, {{ outcome }} as has_outcome
            from outcomes
            where {{ outcome }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    counted as (
        select
            origins.origin,
            origins.source,
            answers.outcome,
            origins.place,
            count(*) as n,
            count(*) filter (where answers.has_outcome) as n_events
        from origins
        inner join answers on origins.subject_id = answers.subject_id
        group by origins.origin, origins.source, answers.outcome, origins.place
        having count(*) >= {{ var('suspicion_fewest') }}
    ),
    whole as (
        select
            *,
            sum(n) over same as n_subjects,
            sum(n_events) over same as n_all_events,
            count(*) over same as n_groups,
            n * sum(n_events) over same / sum(n) over same as expected
        from counted
        window same as (partition by origin, outcome)
    ),
    tested as (
        select
            origin,
            outcome,
            source,
            n_subjects,
            n_groups,
            n_all_events,
            -- In an order, because the last digit of a sum depends on it.
            sum(
                power(n_events - expected, 2) / expected + power(n_events - expected, 2) / (n - expected) order by place
            ) as chi_squared
        from whole
        where n_groups > 1 and n_all_events between 1 and n_subjects - 1
        group by origin, outcome, source, n_subjects, n_groups, n_all_events
    ),
    measured as (
        select
            *,
            sqrt(chi_squared / n_subjects) as cramers_v,
            (cbrt(chi_squared / (n_groups - 1)) - (1 - 2.0 / (9 * (n_groups - 1))))
            / sqrt(2.0 / (9 * (n_groups - 1))) as normal_deviate
        from tested
    )
select
    measured.origin,
    measured.outcome,
    measured.source,
    cast(measured.n_subjects as bigint) as n_subjects,
    measured.n_groups,
    measured.cramers_v,
    measured.normal_deviate,
    measured.cramers_v >= 0.5
    and measured.normal_deviate > 3.09
    and least(measured.n_all_events, measured.n_subjects - measured.n_all_events)
    >= {{ var('suspicion_fewest') }} as is_confounded
from measured
