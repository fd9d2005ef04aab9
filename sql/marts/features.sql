/*
about: 'Every covariate of every subject as long rows: one value at one time, with its sign and where it was made.'
grain: [subject_id, feature]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  feature: {about: 'Name of the covariate, the column of marts.cohort'}
  timepoint: {about: When it was measured, tests: [not_null]}
  value: {about: 'Value; missing when it is below a limit that nobody stated'}
  unit: {about: Unit of the value}
  qualifier: {about: 'Sign of a laboratory result: =, <, <=, >, >='}
  is_below_limit: {about: Below the limit of quantification}
  is_above_limit: {about: Above the limit of quantification}
  source_model: {about: Model that made it}
*/
with
    registered as (select * from {{ ref('feature_registry') }}),
    analytes as (select * from {{ ref('analytes') }}),
    subjects as (select * from {{ ref('subjects') }}),
    products as (select * from {{ ref('int_products_infused') }}),
    doubling_times as (select * from {{ ref('int_doubling_times') }}),
    phenotypes as (select * from {{ ref('int_phenotypes_infused') }}),
    doses as (select * from {{ ref('int_doses_per_tumor_burden') }}),
    kinetics as (select * from {{ ref('kinetics') }}),
    scores as (select * from {{ ref('int_scores_windowed') }}),
    apheresis as (select * from {{ ref('int_phenotypes_apheresis') }}),
    genes as (select * from {{ ref('int_gene_expression_before_treatment') }}),
    summarized as (select * from {{ ref('int_analytes_summarized') }}),
    windowed as (select * from {{ ref('int_analytes_windowed') }} where is_chosen),
    values_long as (
        {{ long_rows('subjects', ['age_years', 'weight_kg', 'ecog', 'ipi_score', 'prior_lines', 'disease_stage_number']) }}
        union all
        {{ long_rows('products', ['car_t_cells_infused_million', 'viable_t_cells_infused_million', 'car_t_dose_million_per_kg', 'viability_percent', 'transduction_percent']) }}
        union all
        {{ long_rows('doubling_times', ['doubling_time_days']) }}
        union all
        {{ long_rows('phenotypes', ['cd4_cd8_ratio', 'product_ccr7pos_cd45rapos_percent', 'product_ccr7pos_cd45raneg_percent', 'product_ccr7neg_cd45raneg_percent', 'product_ccr7neg_cd45rapos_percent', 'cd8_cells_infused_million', 'cd4_cells_infused_million', 'ccr7pos_cd45rapos_cells_infused_million', 'ccr7pos_cd45raneg_cells_infused_million', 'ccr7neg_cd45raneg_cells_infused_million', 'ccr7neg_cd45rapos_cells_infused_million', 'product_ccr7neg_percent', 'product_cd8_ccr7pos_cd45rapos_percent', 'product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent', 'product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent', 'cd8_ccr7pos_cd45rapos_cells_infused_million']) }}
        union all
        {{ long_rows('doses', ['cd8_cells_infused_per_tumor_burden', 'ccr7pos_cd45rapos_cells_infused_per_tumor_burden', 'cd4_cells_infused_per_tumor_burden', 'ccr7pos_cd45raneg_cells_infused_per_tumor_burden', 'ccr7neg_cd45raneg_cells_infused_per_tumor_burden', 'ccr7neg_cd45rapos_cells_infused_per_tumor_burden', 'cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden']) }}
        union all
        {{ long_rows('apheresis', ['apheresis_ccr7pos_cd45rapos_percent', 'apheresis_ccr7pos_cd45raneg_percent', 'apheresis_ccr7neg_cd45raneg_percent', 'apheresis_ccr7neg_cd45rapos_percent', 'apheresis_cd4_cd8_ratio']) }}
        union all
        {{ long_rows('genes', ['tumor_il1a_expression', 'tumor_il6_expression', 'tumor_cd14_expression', 'tumor_cd68_expression']) }}
        union all
        {{ long_rows('kinetics', ['tumor_burden_mm2', 'peak_car_t_day', 'auc_car_t_day0_28', 'car_t_last_per_ul', 'car_t_last_day', 'car_t_half_life_days', 'peak_car_t_copies_day', 'auc_car_t_copies_day0_28', 'car_t_copies_last_per_ug', 'car_t_copies_last_day', 'car_t_copies_half_life_days']) }}
        union all
        {{ limited_rows('kinetics', 'peak_car_t_per_ul', 'is_peak_below_limit', 'is_peak_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'peak_car_t_per_tumor_burden', 'is_peak_below_limit', 'is_peak_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'peak_car_t_per_kg', 'is_peak_below_limit', 'is_peak_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'peak_car_t_copies_per_ug', 'is_copies_peak_below_limit', 'is_copies_peak_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'peak_car_t_copies_per_tumor_burden', 'is_copies_peak_below_limit', 'is_copies_peak_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'car_t_month3_per_ul', 'is_month3_below_limit', 'is_month3_above_limit') }}
        union all
        {{ limited_rows('kinetics', 'car_t_copies_month3_per_ug', 'is_copies_month3_below_limit', 'is_copies_month3_above_limit') }}
        union all
        select
            products.subject_id,
            'coculture_ifng_pg_ml' as feature,
            products.coculture_ifng_pg_ml as value,
            products.coculture_ifng_qualifier as qualifier,
            coalesce(products.coculture_ifng_qualifier in ('<', '<='), false) as is_below_limit,
            coalesce(products.coculture_ifng_qualifier in ('>', '>='), false) as is_above_limit
        from products
        union all
        select
            windowed.subject_id,
            windowed.analyte || '_' || windowed.visit || '_' || analytes.unit_suffix as feature,
            windowed.value,
            windowed.qualifier,
            windowed.is_below_limit,
            windowed.is_above_limit
        from windowed
        inner join analytes on windowed.analyte = analytes.analyte
        union all
        select
            summarized.subject_id,
            summarized.analyte || '_' || summarized.summary || '_' || analytes.unit_suffix as feature,
            summarized.value,
            summarized.qualifier,
            summarized.is_below_limit,
            summarized.is_above_limit
        from summarized
        inner join analytes on summarized.analyte = analytes.analyte
        union all
        select
            scores.subject_id,
            'easix_' || scores.visit as feature,
            scores.easix as value,
            cast(null as varchar) as qualifier,
            false as is_below_limit,
            false as is_above_limit
        from scores
        union all
        select
            scores.subject_id,
            'm_easix_' || scores.visit as feature,
            scores.m_easix as value,
            cast(null as varchar) as qualifier,
            false as is_below_limit,
            false as is_above_limit
        from scores
        union all
        select
            windowed.subject_id,
            windowed.analyte || '_' || windowed.visit || '_over_upper_limit' as feature,
            windowed.value / windowed.upper_limit_normal as value,
            windowed.qualifier,
            windowed.is_below_limit,
            windowed.is_above_limit
        from windowed
        where windowed.upper_limit_normal > 0
    )
select
    values_long.subject_id,
    values_long.feature,
    registered.timepoint,
    values_long.value,
    registered.unit,
    values_long.qualifier,
    values_long.is_below_limit,
    values_long.is_above_limit,
    registered.source_model
from values_long
inner join registered on values_long.feature = registered.feature
where values_long.value is not null or values_long.is_below_limit
