/*
about: 'The quartile bars of every figure.'
grain: []
columns:
  analysis: {about: 'Analysis'}
  quartile: {about: 'Group 1 to 4, from low to high'}
  x_low: {about: 'Lowest covariate of the group'}
  x_high: {about: 'Highest covariate of the group'}
  n: {about: 'Subjects in the group'}
  n_events: {about: 'Subjects with the outcome'}
  rate: {about: 'Rate of the outcome'}
  rate_ci_low: {about: 'Lower end of the 95 % interval'}
  rate_ci_high: {about: 'Upper end of the 95 % interval'}
  y_median: {about: 'Median outcome'}
  y_q1: {about: 'First quartile of the outcome'}
  y_q3: {about: 'Third quartile of the outcome'}
  covariate_label: {about: 'Covariate in words'}
  outcome_label: {about: 'Outcome in words'}
*/
with
    analysis_quartiles as (select * from {{ ref('analysis_quartiles') }}),
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
    analysis_quartiles.analysis,
    analysis_quartiles.quartile,
    analysis_quartiles.x_low,
    analysis_quartiles.x_high,
    analysis_quartiles.n,
    analysis_quartiles.n_events,
    analysis_quartiles.rate,
    analysis_quartiles.rate_ci_low,
    analysis_quartiles.rate_ci_high,
    analysis_quartiles.y_median,
    analysis_quartiles.y_q1,
    analysis_quartiles.y_q3,
    labels.covariate_label,
    labels.outcome_label
from analysis_quartiles
left join labels on analysis_quartiles.analysis = labels.analysis
