/*
about: 'Results of registered analytes at visits: every candidate of a window in order, the first one chosen.'
grain: [subject_id, analyte, visit, candidate_order]
columns:
  subject_id: {about: Subject}
  analyte: {about: Analyte}
  visit: {about: Visit}
  candidate_order: {about: Place among the candidates, tests: [{min: 1}]}
  is_chosen: {about: Whether it stands for the visit, tests: [not_null]}
  study_day: {unit: d, about: Study day of the sample}
  days_from_target: {unit: d, about: Distance to the day the visit aims at}
  value: {about: 'Number an analysis sees, in the canonical unit'}
  unit: {about: Canonical unit}
  qualifier: {about: Sign of the result}
  is_below_limit: {about: Below the limit of quantification}
  is_above_limit: {about: Above the limit of quantification}
  lloq: {about: Lower limit of quantification}
  uloq: {about: Upper limit of quantification}
  upper_limit_normal: {about: 'The laboratory''s own upper limit of normal'}
  platform: {about: Assay platform}
  source_file: {about: File the row came from}
  source_row: {about: Record number in that file}
reference: 'G13, G14; nothing after a second infusion, G22; visit windows as in ADaM (AVISIT, AWLO, AWHI, AWTARGET)'
*/
with
    results as (select * from {{ ref('stg_analytes') }}),
    platforms as (select * from {{ ref('int_analyte_platforms') }}),
    subjects as (select * from {{ ref('int_subjects_anchored') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    visit_windows as (select * from {{ ref('int_visit_windows') }}),
    -- Baseline ends with conditioning. On the day of conditioning itself the sample is taken before the dose, as the
    -- protocol asks, so the day counts; ferritin drawn a day later would already be the treatment's.
    windows as (
        select
            subjects.subject_id,
            visit_windows.visit as window_name,
            visit_windows.first_day,
            case
                when visit_windows.visit = 'baseline'
                then coalesce(subjects.conditioning_day, visit_windows.target_day)
                else visit_windows.target_day
            end as target_day,
            case
                when visit_windows.visit = 'baseline'
                then coalesce(subjects.conditioning_day, visit_windows.last_day)
                else visit_windows.last_day
            end as last_day
        from subjects
        cross join visit_windows
    ),
    candidates as (
        select
            results.*,
            windows.window_name,
            {{ days_from('results.study_day', 'windows.target_day') }} as days_from_target,
            {{ quantified('results.value', 'results.is_below_limit', 'results.is_above_limit', 'results.lloq', 'results.uloq', var('analyte_below_limit')) }}
            as quantified_value
        from results
        inner join
            platforms
            on results.analyte = platforms.analyte
            and results.platform = platforms.platform
            and platforms.is_chosen
        inner join
            windows
            on results.subject_id = windows.subject_id
            and results.study_day between windows.first_day and windows.last_day
        left join events on results.subject_id = events.subject_id
        where
            results.qualifier is not null
            and results.study_day < coalesce(events.retreatment_day, results.study_day + 1)
    ),
    -- Nearest to the target, of two equally near the later, of two on one day the later record.
    ordered as (
        select
            candidates.*,
            row_number() over (
                partition by candidates.subject_id, candidates.analyte, candidates.window_name
                order by
                    candidates.days_from_target,
                    candidates.study_day desc,
                    candidates.source_row desc,
                    candidates.source_file desc,
                    candidates.value desc
            ) as candidate_order
        from candidates
    )
select
    ordered.subject_id,
    ordered.analyte,
    ordered.window_name as visit,
    ordered.candidate_order,
    ordered.candidate_order = 1 as is_chosen,
    ordered.study_day,
    ordered.days_from_target,
    ordered.quantified_value as value,
    ordered.unit,
    ordered.qualifier,
    ordered.is_below_limit,
    ordered.is_above_limit,
    ordered.lloq,
    ordered.uloq,
    ordered.upper_limit_normal,
    ordered.platform,
    ordered.source_file,
    ordered.source_row
from ordered
