/*
about: 'Measurements that are odd: limits nobody stated, lesions with one diameter, percentages that do not add up.'
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
    car_t_levels as (select * from {{ ref('stg_car_t_levels') }}),
    analytes as (select * from {{ ref('stg_analytes') }}),
    lesions as (select * from {{ ref('stg_lesions') }}),
    assessors as (select * from {{ ref('int_lesion_assessor') }}),
    baselines as (
        select indexed.subject_id, max(indexed.baseline_day) as baseline_day
        from {{ ref('int_lesions_indexed') }} as indexed
        group by indexed.subject_id
    ),
    phenotypes as (select * from {{ ref('stg_immunophenotypes') }}),
    doubling_times as (select * from {{ ref('int_doubling_times') }}),
    samples as (
        select
            phenotypes.subject_id,
            phenotypes.sample_type,
            phenotypes.study_day,
            phenotypes.panel,
            phenotypes.parent_population,
            {{ first_record() }},
            count(distinct phenotypes.population) filter (
                where phenotypes.population like 'CCR7_CD45RA_'
            ) as n_quadrants,
            {{ ordered_sum('phenotypes.percent') }} filter (
                where phenotypes.population like 'CCR7_CD45RA_'
            ) as quadrant_sum,
            {{ ordered_sum('phenotypes.percent') }} filter (
                where phenotypes.population in ('CD4+', 'CD8+')
            ) as lineage_sum,
            max(phenotypes.percent) filter (where phenotypes.population = 'CD8+') as cd8_percent
        from phenotypes
        group by
            phenotypes.subject_id,
            phenotypes.sample_type,
            phenotypes.study_day,
            phenotypes.panel,
            phenotypes.parent_population
    ),
    -- T cells gated first and quadrants written as a percentage of live cells add up to the T cells among the live
    -- ones.
    t_cells as (
        select
            phenotypes.subject_id,
            phenotypes.sample_type,
            phenotypes.parent_population,
            max(phenotypes.percent) as cd3_percent
        from phenotypes
        where phenotypes.population = 'CD3+'
        group by phenotypes.subject_id, phenotypes.sample_type, phenotypes.parent_population
    ),
    -- A scan of several days, such as a CT and a PET, is one assessment to a radiologist, and several days in a file.
    measured_before as (
        select
            lesions.subject_id,
            lesions.lesion_id,
            baselines.baseline_day,
            {{ first_record() }},
            max(lesions.study_day) as last_day
        from lesions
        inner join assessors on lesions.assessor = assessors.assessor
        inner join baselines on lesions.subject_id = baselines.subject_id
        where
            lesions.study_day <= baselines.baseline_day
            and lesions.study_day >= baselines.baseline_day - {{ var('scan_window_days') }}
        group by lesions.subject_id, lesions.lesion_id, baselines.baseline_day
    ),
    found as (
        select
            'limit_not_stated' as rule,
            'warning' as severity,
            'car_t_levels' as source,
            subject_id,
            source_file,
            source_row,
            'Below the limit of quantification, but no limit is given' as about
        from car_t_levels
        where is_below_limit and lloq is null
        union all
        select
            'limit_not_stated' as rule,
            'warning' as severity,
            'analytes' as source,
            subject_id,
            source_file,
            source_row,
            'Below the limit of quantification, but no limit is given; the value is missing' as about
        from analytes
        where is_below_limit and lloq is null
        union all
        select
            'lesion_with_one_diameter' as rule,
            'warning' as severity,
            'lesions' as source,
            subject_id,
            source_file,
            source_row,
            'A lesion without both diameters is left out of the tumour burden' as about
        from lesions
        where longest_diameter_mm is null or perpendicular_diameter_mm is null
        union all
        select
            'diameters_swapped' as rule,
            'info' as severity,
            'lesions' as source,
            subject_id,
            source_file,
            source_row,
            'The perpendicular diameter is longer than the longest; their product is the same' as about
        from lesions
        where perpendicular_diameter_mm > longest_diameter_mm
        union all
        select
            'lesion_before_baseline_only' as rule,
            'warning' as severity,
            'lesions' as source,
            subject_id,
            source_file,
            source_row,
            'Measured shortly before the baseline assessment and not at it, and so no part of the tumour burden'
            as about
        from measured_before
        where last_day < baseline_day
        union all
        select
            'more_index_lesions_than_summed' as rule,
            'info' as severity,
            'lesions' as source,
            subject_id,
            {{ first_record() }},
            'More index lesions than the criterion sums; the largest were used' as about
        from lesions
        where is_index and study_day <= 0
        group by subject_id
        having count(distinct lesion_id) > {{ var('index_lesion_maximum') }}
        union all
        -- Four quadrants of one gate are everything in it; what they miss is a wrong parent or a typing error.
        select
            'quadrants_do_not_add_up' as rule,
            'warning' as severity,
            'immunophenotypes' as source,
            samples.subject_id,
            samples.source_file,
            samples.source_row,
            'The four CCR7 and CD45RA quadrants add up neither to 100 percent nor to the T cells of their parent'
            as about
        from samples
        left join
            t_cells
            on samples.subject_id = t_cells.subject_id
            and samples.sample_type = t_cells.sample_type
            and samples.parent_population = t_cells.parent_population
        where
            samples.n_quadrants = 4
            and abs(samples.quadrant_sum - 100) > {{ var('quadrant_sum_tolerance') }}
            and coalesce(abs(samples.quadrant_sum - t_cells.cd3_percent) > {{ var('quadrant_sum_tolerance') }}, true)
        union all
        select
            'lineages_over_100' as rule,
            'warning' as severity,
            'immunophenotypes' as source,
            subject_id,
            source_file,
            source_row,
            'CD4+ and CD8+ cells of one parent add up to more than 100 percent' as about
        from samples
        where lineage_sum > 100
        union all
        select
            'no_cd8_cells' as rule,
            'info' as severity,
            'immunophenotypes' as source,
            subject_id,
            source_file,
            source_row,
            'No CD8+ cells, so no CD4:CD8 ratio' as about
        from samples
        where sample_type = 'product' and cd8_percent = 0
        union all
        select
            'culture_without_doubling_time' as rule,
            'info' as severity,
            'culture_counts' as source,
            subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'Counts give no doubling time: ' || replace(missing_reason, '_', ' ') as about
        from doubling_times
        where missing_reason is not null
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
