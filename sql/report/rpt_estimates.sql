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
  covariate_label: {about: Covariate in words}
  covariate_unit: {about: Unit of the covariate}
  covariate_scale: {about: Scale on which the covariate is drawn}
  outcome_label: {about: Outcome in words}
  outcome_unit: {about: Unit of the outcome}
  outcome_scale: {about: Scale on which the outcome is drawn}
  row_order: {about: Place of the row}
*/
with
    estimates as (select * from {{ ref('estimates') }}),
    covariates as (select * from {{ ref('feature_registry') }}),
    outcomes as (select * from {{ ref('outcome_registry') }})
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
    coalesce(covariates.label, estimates.covariate) as covariate_label,
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
            case when estimates.is_primary then 0 else 1 end,
            estimates.estimate_name,
            estimates.term,
            estimates.estimate
    ) as row_order
from estimates
left join covariates on estimates.covariate = covariates.feature
left join outcomes on estimates.outcome = outcomes.outcome
left join covariates as measured_outcomes on estimates.outcome = measured_outcomes.feature
-- A screen has hundreds of estimates and no figure: what of it the paper reports stands in rpt_published_findings.
where estimates.method <> 'screen'
