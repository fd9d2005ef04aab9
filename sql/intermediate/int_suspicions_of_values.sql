/*
about: 'Values that look wrong beside others: ten times a sister measurement or those of the days before and after; n.d. between levels; percentages that all look like fractions.'
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
    phenotypes as (select * from {{ ref('stg_immunophenotypes') }}),
    products as (select * from {{ ref('stg_products') }}),
    sisters as (select * from {{ ref('int_levels_beside') }}),
    -- Neighbours: the same quantity of a subject before and after, for quantities that hardly move from day to day.
    neighbours as not materialized(select * from {{ ref('int_levels_in_order') }}),
    -- A level that was found before and after was hardly gone between them: that n.d. may say "not done".
    in_time as (
        select
            levels.*,
            max(case when levels.is_well_above_limit then levels.study_day end) over before as there_before,
            max(
                case when not (levels.is_well_above_limit or levels.is_detected_or_done_open) then levels.study_day end
            ) over before as gone_before,
            min(case when levels.is_well_above_limit then levels.study_day end) over after as there_after,
            min(
                case when not (levels.is_well_above_limit or levels.is_detected_or_done_open) then levels.study_day end
            ) over after as gone_after
        from {{ ref('int_levels_received') }} as levels
        where levels.study_day is not null
        window
            before as (
                partition by levels.source, levels.subject_id, levels.quantity, levels.method, levels.specimen
                order by levels.study_day
            ),
            after as (
                partition by levels.source, levels.subject_id, levels.quantity, levels.method, levels.specimen
                order by levels.study_day desc
            )
    ),
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
    percentages as (
        select
            'products' as source,
            'Viability' as what,
            cast(null as varchar) as parent,
            cast(null as varchar) as population,
            subject_id,
            viability_percent as percent,
            source_file,
            source_row
        from products
        union all
        select
            'products' as source,
            'Transduction' as what,
            cast(null as varchar) as parent,
            cast(null as varchar) as population,
            subject_id,
            transduction_percent as percent,
            source_file,
            source_row
        from products
        union all
        select
            'immunophenotypes' as source,
            population || ' of ' || parent_population || ', ' || sample_type as what,
            parent_population || ', ' || sample_type as parent,
            population,
            subject_id,
            percent,
            source_file,
            source_row
        from phenotypes
    ),
    beside_others_of_a_parent as (
        select *, max(percent) over (partition by parent, case when parent is null then what end) as highest
        from percentages
        where percent is not null
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
union all
select
    'not_detected_between_levels' as rule,
    'warning' as severity,
    source,
    subject_id,
    source_file,
    source_row,
    quantity
    || ', '
    || method
    || ': n.d. between two levels well above the limit; it was read as not detected. If it says not done, write missing: [n.d.]'
    as about
from in_time
where
    is_detected_or_done_open
    and there_before > coalesce(gone_before, there_before - 1)
    and there_after < coalesce(gone_after, there_after + 1)
union all
-- A subset may honestly be below 1 percent in everyone. But then another of the same parent is above, except where
-- cells are parted into lineages that are never so rare; and a middle below 0.05 would as a fraction be below 5
-- percent, as rare as an honest one.
select
    'percentages_at_most_one' as rule,
    'warning' as severity,
    source,
    cast(null as varchar) as subject_id,
    {{ first_record() }},
    what
    || ': all values of this percentage, of '
    || cast(count(distinct subject_id) as varchar)
    || ' subjects, are at most 1, as fractions are; they were read as percentages. If they are fractions: '
    || 'fraction: true beside its column in study.yml' as about
from beside_others_of_a_parent
group by source, what, population, highest
having
    max(percent) <= 1
    and median(percent) > 0.05
    and count(distinct subject_id) >= {{ var('suspicion_fewest') }}
    and (highest <= 1 or population in ('CD3+', 'CD4+', 'CD8+'))
