/*
about: 'The survival curves of every figure.'
grain: [analysis, group_label, time]
columns:
  analysis: {about: Analysis}
  group_label: {about: Group}
  time: {about: 'Time, in the unit of the outcome'}
  n_at_risk: {about: Subjects at risk just before}
  n_events: {about: Subjects who had the event then}
  n_censored: {about: Subjects who were last seen then without it}
  survival: {about: Share without the event after it}
  ci_low: {about: Lower end of the 95 % interval}
  ci_high: {about: Upper end of the 95 % interval}
  covariate_label: {about: Covariate in words}
  outcome_label: {about: Outcome in words}
*/
with
    survival_curves as (select * from {{ ref('survival_curves') }}),
    -- One line of words for each analysis.
    labels as (
        select
            estimates.analysis,
            max(estimates.covariate_label) as covariate_label,
            max(estimates.outcome_label) as outcome_label
        from {{ ref('rpt_estimates') }} as estimates
        group by estimates.analysis
    )
select
    survival_curves.analysis,
    survival_curves.group_label,
    survival_curves.time,
    survival_curves.n_at_risk,
    survival_curves.n_events,
    survival_curves.n_censored,
    survival_curves.survival,
    survival_curves.ci_low,
    survival_curves.ci_high,
    labels.covariate_label,
    labels.outcome_label
from survival_curves
left join labels on survival_curves.analysis = labels.analysis
