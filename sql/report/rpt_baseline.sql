/*
about: 'Characteristics of the cohort before treatment and of the product, as printed.'
grain: [row_order]
columns:
  characteristic: {about: Characteristic with its unit, tests: [not_null]}
  level: {about: Level of a category; none for a number}
  n: {about: Subjects with the level or with a value}
  percent: {unit: '%', about: Percentage of the subjects who have a value}
  median: {about: Median}
  q1: {about: First quartile (type 7)}
  q3: {about: Third quartile (type 7)}
  minimum: {about: Lowest value}
  maximum: {about: Highest value}
  n_missing: {about: Subjects without a value}
  row_order: {about: Place of the row}
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    features as (
        select features.feature, features.value
        from {{ ref('features') }} as features
        inner join cohort on features.subject_id = cohort.subject_id
        where features.value is not null
    ),
    registered as (select * from {{ ref('feature_registry') }}),
    totals as (select count(*) as n_subjects from cohort),
    shown as (
        select
            registered.feature,
            registered.label || case
                when registered.unit in ('1', '') then '' else coalesce(', ' || registered.unit, '')
            end as characteristic,
            {{ preference('registered.feature', ['age_years', 'weight_kg', 'prior_lines', 'tumor_burden_mm2', 'ldh_baseline_u_l', 'ferritin_baseline_ng_ml', 'il6_baseline_pg_ml', 'crp_baseline_mg_l', 'car_t_cells_infused_million', 'viable_t_cells_infused_million', 'transduction_percent', 'viability_percent', 'cd4_cd8_ratio', 'doubling_time_days', 'coculture_ifng_pg_ml', 'peak_car_t_per_ul', 'auc_car_t_day0_28']) }}
            as place
        from registered
    ),
    numbers as (
        select
            shown.place,
            shown.characteristic,
            count(features.value) as n,
            median(features.value) as median,
            quantile_cont(features.value, 0.25) as q1,
            quantile_cont(features.value, 0.75) as q3,
            min(features.value) as minimum,
            max(features.value) as maximum
        from shown
        inner join features on shown.feature = features.feature
        where shown.place <= 17
        group by shown.place, shown.characteristic
    ),
    categories as (
        select 101 as place, 'Sex' as characteristic, cohort.subject_id, cohort.sex as level
        from cohort
        union all
        select 102 as place, 'Disease subtype' as characteristic, cohort.subject_id, cohort.disease_subtype as level
        from cohort
        union all
        select 103 as place, 'Ann Arbor stage' as characteristic, cohort.subject_id, cohort.disease_stage as level
        from cohort
        union all
        select
            104 as place,
            'ECOG performance status' as characteristic,
            cohort.subject_id,
            cast(cohort.ecog as varchar) as level
        from cohort
        union all
        select
            105 as place,
            'International Prognostic Index' as characteristic,
            cohort.subject_id,
            cast(cohort.ipi_score as varchar) as level
        from cohort
    ),
    levels as (
        select categories.place, categories.characteristic, categories.level, count(*) as n
        from categories
        where categories.level is not null
        group by categories.place, categories.characteristic, categories.level
    ),
    together as (
        select
            'category' as kind,
            levels.place,
            levels.characteristic,
            levels.level,
            levels.n,
            100.0 * levels.n / sum(levels.n) over (partition by levels.characteristic) as percent,
            cast(null as double) as median,
            cast(null as double) as q1,
            cast(null as double) as q3,
            cast(null as double) as minimum,
            cast(null as double) as maximum,
            totals.n_subjects - sum(levels.n) over (partition by levels.characteristic) as n_missing
        from levels
        cross join totals
        union all
        select
            'number' as kind,
            numbers.place,
            numbers.characteristic,
            cast(null as varchar) as level,
            numbers.n,
            cast(null as double) as percent,
            numbers.median,
            numbers.q1,
            numbers.q3,
            numbers.minimum,
            numbers.maximum,
            totals.n_subjects - numbers.n as n_missing
        from numbers
        cross join totals
    )
select
    together.characteristic,
    together.level,
    together.n,
    together.percent,
    together.median,
    together.q1,
    together.q3,
    together.minimum,
    together.maximum,
    cast(together.n_missing as bigint) as n_missing,
    row_number() over (order by together.place, together.kind, together.characteristic, together.level) as row_order
from together
