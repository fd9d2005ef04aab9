/*
about: 'Which groups of measurements go missing together among the infused subjects, the commonest pattern first.'
grain: [pattern]
columns:
  pattern: {about: 'Groups of which at least one value is missing; empty where nothing is'}
  n_groups_missing: {about: Number of those groups}
  n: {about: Infused subjects with the pattern}
  n_durable_response: {about: Subjects with a durable response among them}
  row_order: {about: Place of the row}
reference: 'A group is what one sample or one report gives: the model and the time point of the covariates'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    features as (
        select features.subject_id, features.feature
        from {{ ref('features') }} as features
        inner join cohort on features.subject_id = cohort.subject_id
        where features.value is not null
    ),
    registered as (select * from {{ ref('feature_registry') }}),
    -- A covariate that nobody has is not missing but not measured; a ratio lacks what its parts lack.
    measured as (
        select
            registered.feature,
            case
                when registered.source_model in ('int_analytes_windowed', 'int_analytes_summarized')
                then 'serum, ' || registered.timepoint
                when registered.feature like '%tumor_burden%'
                then 'tumour burden'
                when registered.timepoint = 'day 0-28'
                then 'CAR T cells in blood'
                when registered.timepoint = 'product' or registered.timepoint = 'screening'
                then registered.timepoint
                else registered.label
            end as measurement
        from registered
        where
            registered.feature in (select features.feature from features)
            and registered.feature not like '%per_tumor_burden'
            and registered.feature not like '%per_kg'
    ),
    gaps as (
        select distinct cohort.subject_id, measured.measurement
        from cohort
        cross join measured
        left join features on cohort.subject_id = features.subject_id and measured.feature = features.feature
        where features.feature is null
    ),
    patterns as (
        select
            cohort.subject_id,
            any_value(cohort.durable_response) as durable_response,
            coalesce(string_agg(gaps.measurement, ', ' order by gaps.measurement), 'nothing missing') as pattern,
            count(gaps.measurement) as n_groups_missing
        from cohort
        left join gaps on cohort.subject_id = gaps.subject_id
        group by cohort.subject_id
    )
select
    patterns.pattern,
    max(patterns.n_groups_missing) as n_groups_missing,
    count(*) as n,
    count(*) filter (where patterns.durable_response) as n_durable_response,
    row_number() over (order by count(*) desc, patterns.pattern) as row_order
from patterns
group by patterns.pattern
