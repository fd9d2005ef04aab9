/*
about: 'The fitted curves of every figure.'
grain: []
columns:
  analysis: {about: 'Analysis'}
  x: {about: 'Covariate'}
  probability: {about: 'Fitted probability'}
  ci_low: {about: 'Lower end of the 95 % interval'}
  ci_high: {about: 'Upper end of the 95 % interval'}
  covariate_label: {about: 'Covariate in words'}
  outcome_label: {about: 'Outcome in words'}
*/
with
    curves as (select * from {{ ref('curves') }}),
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
    curves.analysis,
    curves.x,
    curves.probability,
    curves.ci_low,
    curves.ci_high,
    labels.covariate_label,
    labels.outcome_label
from curves
left join labels on curves.analysis = labels.analysis
