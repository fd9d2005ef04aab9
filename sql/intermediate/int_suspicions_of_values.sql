/*
about: 'Values that look wrong beside others: ten times a sister measurement, or ten times those of the days before and after.'
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
    )
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
