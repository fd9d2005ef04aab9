/*
about: 'What each source holds once it is read: records, subjects, units as received, values beyond the limits, doubled records.'
grain: [source]
columns:
  source: {about: Source, tests: [not_null, unique]}
  n_records: {about: Records accepted}
  n_subjects: {about: Subjects with a record}
  units: {about: 'Units as received, the most frequent first'}
  n_below_limit: {about: Values below the limit of quantification}
  n_above_limit: {about: Values above it}
  n_without_day: {about: 'Records without a study day, where the source has one'}
  n_doubled: {about: 'Subjects and days with several records of one thing'}
*/
{% set sources = ['subjects', 'products', 'culture_counts', 'immunophenotypes', 'car_t_levels', 'analytes', 'lesions', 'responses', 'toxicities', 'treatments', 'follow_up', 'gene_expression'] %}
with
    {% for source in sources %} {{ source }} as not materialized(select * from {{ ref('stg_' ~ source) }}), {% endfor %}
    oddities as (select * from {{ ref('int_oddities_of_records') }}),
    counted as (
        {% for source in sources %}
            {%- set has_day = source not in ['subjects', 'products', 'culture_counts'] %}
            {%- set has_limits = source in ['car_t_levels', 'analytes'] %}
            select
                '{{ source }}' as source,
                count(*) as n_records,
                count(distinct subject_id) as n_subjects,
                {{ 'count(*) filter (where is_below_limit)' if has_limits else 'cast(null as bigint)' }}
                as n_below_limit,
                {{ 'count(*) filter (where is_above_limit)' if has_limits else 'cast(null as bigint)' }}
                as n_above_limit,
                {{ 'count(*) filter (where study_day is null)' if has_day else 'cast(null as bigint)' }}
                as n_without_day
            from {{ source }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    units as (
        select 'analytes' as source, unit_received as unit, count(*) as n
        from analytes
        group by unit_received
        union all
        select 'car_t_levels' as source, unit, count(*) as n
        from car_t_levels
        group by unit
    ),
    listed as (select source, string_agg(unit, ', ' order by n desc, unit) as units from units group by source),
    doubled as (
        select source, count(*) as n_doubled
        from oddities
        where rule in ('same_day_different_values', 'same_day_twice')
        group by source
    )
select
    counted.source,
    counted.n_records,
    counted.n_subjects,
    listed.units,
    counted.n_below_limit,
    counted.n_above_limit,
    counted.n_without_day,
    coalesce(doubled.n_doubled, 0) as n_doubled
from counted
left join listed on counted.source = listed.source
left join doubled on counted.source = doubled.source
where counted.n_records > 0
