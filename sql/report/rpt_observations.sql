/*
about: 'The points of every figure.'
grain: []
columns:
  analysis: {about: 'Analysis'}
  subject_id: {about: 'Subject'}
  x: {about: 'Covariate or value'}
  y: {about: 'Numeric outcome, or 0 and 1'}
  group_label: {about: 'Level or outcome'}
  covariate_label: {about: 'Covariate in words'}
  outcome_label: {about: 'Outcome in words'}
*/
with
    observations as (select * from {{ ref('observations') }}),
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
    observations.analysis,
    observations.subject_id,
    observations.x,
    observations.y,
    observations.group_label,
    labels.covariate_label,
    labels.outcome_label
from observations
left join labels on observations.analysis = labels.analysis
