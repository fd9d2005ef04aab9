/*
about: 'Every estimate with the words and units it is printed with.'
grain: [row_order]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  figure: {about: Figure of the paper}
  family: {about: 'Family of analyses, within which q is computed'}
  method: {about: Statistical method}
  covariate: {about: Covariate}
  outcome: {about: Outcome}
  subset: {about: 'Subset of subjects, if any'}
  term: {about: Contrast or level}
  is_primary: {about: Whether the row carries the P that the paper prints}
  n: {about: Subjects used}
  n_events: {about: Subjects with the outcome}
  n_missing: {about: Subjects without a value or an outcome}
  estimate_name: {about: What is estimated}
  estimate: {about: Estimate}
  ci_low: {about: Lower end of the 95 % interval}
  ci_high: {about: Upper end of the 95 % interval}
  statistic: {about: Test statistic}
  p_value: {about: 'Two-sided P, not adjusted'}
  p_adjusted: {about: P adjusted within the analysis}
  adjustment: {about: Method of that adjustment}
  q_value: {about: False discovery rate over the primary rows of the family}
  status: {about: Whether the method could be applied}
  note: {about: 'Why not, or what to know'}
  n_below_limit: {about: Subjects used whose covariate is below its limit of quantification}
  n_above_limit: {about: Subjects used whose covariate is above its limit of quantification}
  n_outcome_below_limit: {about: Subjects used whose measured outcome is below its limit of quantification}
  events_per_coefficient: {about: 'Subjects with the outcome or without it, whichever are fewer, for each coefficient of the model'}
  detectable_estimate: {about: 'The smallest correlation, or odds ratio per SD above 1, that 80 % power at two-sided .05 could have shown with this n'}
  caution: {about: 'What covariate and outcome share, or which of them came first'}
  beside: {about: Analyses that answer the caution}
  method_choices: {about: 'Where P, ties, adjustment and interval come from'}
  method_version: {about: 'Fingerprint of the code of the method and of the libraries below it'}
  covariate_label: {about: Covariate in words}
  covariate_unit: {about: Unit of the covariate}
  covariate_scale: {about: Scale on which the covariate is drawn}
  outcome_label: {about: Outcome in words}
  outcome_unit: {about: Unit of the outcome}
  outcome_scale: {about: Scale on which the outcome is drawn}
  row_order: {about: Place of the row}
reference: 'Detectable effects: Fisher 1921 for a correlation; Hsieh, Bloch and Larsen, Statistics in Medicine 1998, 17:1623 for an odds ratio per SD'
*/
with
    estimates as (select * from {{ ref('estimates') }}),
    covariates as (select * from {{ ref('feature_registry') }}),
    outcomes as (select * from {{ ref('outcome_registry') }}),
    observations as (select * from {{ ref('observations') }}),
    features as (select * from {{ ref('features') }}),
    cautions as (select * from {{ ref('cautions') }}),
    choices as (select * from {{ ref('method_choices') }}),
    -- Only an analysis of one covariate has it in its observations; a model of several shows what it fitted.
    single as (
        select estimates.analysis, min(estimates.covariate) as covariate, min(estimates.outcome) as outcome
        from estimates
        where
            estimates.method
            not in ('screen', 'logistic_multivariable', 'linear_multivariable', 'censored_linear', 'random_forest')
        group by estimates.analysis
        having count(distinct estimates.covariate) = 1
    ),
    used as (
        select single.analysis, single.covariate, single.outcome, observations.subject_id
        from single
        inner join observations on single.analysis = observations.analysis
        where observations.x is not null and (observations.y is not null or observations.group_label is not null)
    ),
    at_limits as (
        select
            used.analysis,
            count(*) filter (where of_covariate.is_below_limit) as n_below_limit,
            count(*) filter (where of_covariate.is_above_limit) as n_above_limit,
            count(*) filter (where of_outcome.is_below_limit) as n_outcome_below_limit
        from used
        left join
            features as of_covariate
            on used.subject_id = of_covariate.subject_id
            and used.covariate = of_covariate.feature
        left join
            features as of_outcome on used.subject_id = of_outcome.subject_id and used.outcome = of_outcome.feature
        group by used.analysis
    ),
    warned as (
        select
            cautions.analysis,
            string_agg(
                cautions.caution, '; ' order by cautions.kind desc, cautions.covariate, cautions.outcome
            ) as caution,
            string_agg(
                coalesce(cautions.beside, ''), ', ' order by cautions.kind desc, cautions.covariate, cautions.outcome
            ) as beside
        from cautions
        group by cautions.analysis
    )
select
    estimates.analysis,
    estimates.figure,
    estimates.family,
    estimates.method,
    estimates.covariate,
    estimates.outcome,
    estimates.subset,
    estimates.term,
    estimates.is_primary,
    estimates.n,
    estimates.n_events,
    estimates.n_missing,
    estimates.estimate_name,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.statistic,
    estimates.p_value,
    estimates.p_adjusted,
    estimates.adjustment,
    estimates.q_value,
    estimates.status,
    estimates.note,
    at_limits.n_below_limit,
    at_limits.n_above_limit,
    at_limits.n_outcome_below_limit,
    -- A model of one covariate has one coefficient beside its intercept.
    case
        when estimates.method = 'logistic' then least(estimates.n_events, estimates.n - estimates.n_events)
    end as events_per_coefficient,
    -- 2.8016 is the sum of the normal quantiles .975 and .8.
    case
        when estimates.status <> 'ok'
        then null
        when estimates.estimate_name = 'spearman_rho' and estimates.n > 3
        then tanh(2.8016 / sqrt(estimates.n - 3))
        when
            estimates.method = 'logistic'
            and estimates.estimate_name = 'odds_ratio_per_sd'
            and estimates.n_events between 1 and estimates.n - 1
        then exp(2.8016 / sqrt(estimates.n_events * (estimates.n - estimates.n_events) / estimates.n))
    end as detectable_estimate,
    warned.caution,
    warned.beside,
    concat_ws(
        '; ',
        'P: ' || nullif(choices.p_value_from, ''),
        nullif(choices.sides, ''),
        'ties: ' || nullif(choices.ties, ''),
        'adjustment: ' || nullif(choices.adjustment, ''),
        'interval: ' || nullif(choices.interval_from, '')
    ) as method_choices,
    estimates.method_version,
    coalesce(covariates.label, outcome_covariates.label, estimates.covariate) as covariate_label,
    nullif(covariates.unit, '1') as covariate_unit,
    covariates.scale as covariate_scale,
    coalesce(outcomes.label, measured_outcomes.label, estimates.outcome) as outcome_label,
    nullif(measured_outcomes.unit, '1') as outcome_unit,
    measured_outcomes.scale as outcome_scale,
    -- The rows with the paper's P come first.
    row_number() over (
        order by
            estimates.figure,
            estimates.analysis,
            estimates.is_primary desc,
            estimates.estimate_name,
            estimates.term,
            estimates.estimate,
            estimates.covariate,
            estimates.outcome,
            estimates.subset
    ) as row_order
from estimates
left join covariates on estimates.covariate = covariates.feature
left join outcomes on estimates.outcome = outcomes.outcome
-- An outcome may be the covariate of another: whether levels differ between durable responders and others.
left join outcomes as outcome_covariates on estimates.covariate = outcome_covariates.outcome
left join covariates as measured_outcomes on estimates.outcome = measured_outcomes.feature
left join at_limits on estimates.analysis = at_limits.analysis
left join warned on estimates.analysis = warned.analysis
left join choices on estimates.method = choices.method
-- A screen has hundreds of estimates and no figure: what of it the paper reports stands in rpt_published_findings.
where estimates.method <> 'screen'
