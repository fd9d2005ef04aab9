/*
about: 'Each registered analyte from the infusion to day 28: its highest level and its average over time.'
grain: [subject_id, analyte, summary]
columns:
  subject_id: {about: Subject}
  analyte: {about: Analyte}
  summary: {about: 'peak, the highest level; mean_day0_28, the area under the levels divided by the days it spans', tests: [{accepted: [peak, mean_day0_28]}]}
  value: {about: 'The summary, in the canonical unit; missing where missing_reason says why'}
  qualifier: {about: 'Sign of the peak: < when every level was below its limit, > when the highest is at the upper limit'}
  is_below_limit: {about: Whether every level was below the limit of quantification}
  is_above_limit: {about: Whether the highest level is at the upper limit of quantification}
  n_samples: {about: Days with a level, tests: [{min: 1}]}
  missing_reason: {about: Why there is no average, tests: [{accepted: [too_few_samples, no_early_sample, no_late_sample]}]}
reference: 'G10: linear trapezoid from day 0, its sample included, over the actual days; the same samples are asked for as for the area of CAR T cells (G4). Divided by the days spanned, not by 28, so that a last sample on day 21 does not lower the average. Only the first infusion counts (G22)'
*/
with
    results as (select * from {{ ref('stg_analytes') }}),
    platforms as (select * from {{ ref('int_analyte_platforms') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    quantified as (
        select
            results.*,
            {{ quantified('results.value', 'results.is_below_limit', 'results.is_above_limit', 'results.lloq', 'results.uloq', var('analyte_below_limit')) }}
            as level
        from results
        inner join
            platforms
            on results.analyte = platforms.analyte
            and results.platform = platforms.platform
            and platforms.is_chosen
        left join events on results.subject_id = events.subject_id
        where
            results.qualifier is not null
            and results.study_day between 0 and {{ var('auc_last_day') }}
            and results.study_day < coalesce(events.retreatment_day, results.study_day + 1)
    ),
    -- Of two records of one time the later in the file stands.
    days as (
        select quantified.*
        from quantified
        where quantified.level is not null
        qualify
            row_number() over (
                partition by quantified.subject_id, quantified.analyte, quantified.study_day
                order by quantified.source_row desc, quantified.source_file desc, quantified.value desc
            )
            = 1
    ),
    pairs as (
        select
            days.*,
            lead(days.study_day) over (partition by days.subject_id, days.analyte order by days.study_day) as next_day,
            lead(days.level) over (partition by days.subject_id, days.analyte order by days.study_day) as next_level
        from days
    ),
    summed as (
        select
            pairs.subject_id,
            pairs.analyte,
            count(*) as n_samples,
            min(pairs.study_day) as first_day,
            max(pairs.study_day) as last_day,
            max(pairs.level) as peak,
            bool_and(pairs.is_below_limit) as is_below_limit,
            coalesce(max(pairs.level) filter (where pairs.is_above_limit) = max(pairs.level), false) as is_above_limit,
            sum(
                {{ trapezoid('pairs.study_day', 'pairs.level', 'pairs.next_day', 'pairs.next_level', 'false') }}
                order by pairs.study_day
            ) as area
        from pairs
        group by pairs.subject_id, pairs.analyte
    ),
    judged as (
        select
            summed.*,
            case
                when summed.n_samples < {{ var('auc_minimum_samples') }}
                then 'too_few_samples'
                when summed.first_day >= {{ var('auc_early_first_day') }}
                then 'no_early_sample'
                when summed.last_day < {{ var('auc_late_first_day') }}
                then 'no_late_sample'
            end as missing_reason
        from summed
    )
select
    judged.subject_id,
    judged.analyte,
    'peak' as summary,
    judged.peak as value,
    case when judged.is_below_limit then '<' when judged.is_above_limit then '>' else '=' end as qualifier,
    judged.is_below_limit,
    judged.is_above_limit,
    judged.n_samples,
    cast(null as varchar) as missing_reason
from judged
union all
select
    judged.subject_id,
    judged.analyte,
    'mean_day0_28' as summary,
    case when judged.missing_reason is null then judged.area / (judged.last_day - judged.first_day) end as value,
    cast(null as varchar) as qualifier,
    judged.is_below_limit,
    false as is_above_limit,
    judged.n_samples,
    judged.missing_reason
from judged
