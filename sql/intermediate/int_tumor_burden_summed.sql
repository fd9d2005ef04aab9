/*
about: 'Sum of the products of the diameters (SPD) of the index lesions, at baseline and at each later assessment.'
grain: [subject_id, study_day]
columns:
  subject_id: {about: Subject}
  study_day: {unit: d, about: Study day of the assessment}
  tumor_burden_mm2: {unit: mm2, about: 'SPD of the index lesions measured that day; missing at baseline when it is zero, or a row was set aside that may have been part of it', tests: [{min: 0}]}
  n_index_lesions: {about: Index lesions measured that day, tests: [{min: 1}]}
  is_baseline: {about: Whether it is the last assessment before treatment, tests: [not_null]}
  is_complete: {about: 'Whether every index lesion of baseline was measured, and all of them are known', tests: [not_null]}
  percent_of_baseline: {unit: '%', about: SPD relative to baseline where it is complete}
reference: 'Cheson 2007; 1 cm2 = 100 mm2. G6: no measurable lesion is a missing burden, never zero'
*/
with
    indexed as (select * from {{ ref('int_lesions_indexed') }}),
    lesions as (select * from {{ ref('stg_lesions') }}),
    assessors as (select * from {{ ref('int_lesion_assessor') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    doubts as (select * from {{ ref('int_tumor_burden_doubts') }}),
    baselines as (
        select
            indexed.subject_id,
            max(indexed.baseline_day) as baseline_day,
            nullif({{ ordered_sum('indexed.product_mm2') }}, 0) as baseline_mm2,
            count(*) as n_lesions,
            count(doubts.subject_id) > 0 as is_doubtful
        from indexed
        left join doubts on indexed.subject_id = doubts.subject_id
        group by indexed.subject_id
    ),
    followed as (
        select
            lesions.subject_id,
            lesions.study_day,
            lesions.lesion_id,
            lesions.longest_diameter_mm * lesions.perpendicular_diameter_mm as product_mm2
        from lesions
        inner join assessors on lesions.assessor = assessors.assessor
        inner join indexed on lesions.subject_id = indexed.subject_id and lesions.lesion_id = indexed.lesion_id
        left join events on lesions.subject_id = events.subject_id
        -- A scan on the day of a second infusion was made before it, as a response of that day was.
        where
            lesions.study_day >= indexed.baseline_day
            and lesions.study_day <= coalesce(events.retreatment_day, lesions.study_day)
        qualify
            row_number() over (
                partition by lesions.subject_id, lesions.study_day, lesions.lesion_id
                order by lesions.source_row desc, lesions.source_file desc, lesions.longest_diameter_mm desc
            )
            = 1
    ),
    sums as (
        select
            followed.subject_id,
            followed.study_day,
            {{ ordered_sum('followed.product_mm2') }} as sum_mm2,
            count(*) as n_lesions
        from followed
        where followed.product_mm2 is not null
        group by followed.subject_id, followed.study_day
    )
select
    sums.subject_id,
    sums.study_day,
    case
        when sums.study_day > baselines.baseline_day
        then sums.sum_mm2
        when not baselines.is_doubtful
        then nullif(sums.sum_mm2, 0)
    end as tumor_burden_mm2,
    sums.n_lesions as n_index_lesions,
    sums.study_day = baselines.baseline_day as is_baseline,
    sums.n_lesions = baselines.n_lesions and not baselines.is_doubtful as is_complete,
    case
        when sums.n_lesions = baselines.n_lesions and not baselines.is_doubtful
        then 100.0 * sums.sum_mm2 / baselines.baseline_mm2
    end as percent_of_baseline
from sums
inner join baselines on sums.subject_id = baselines.subject_id
