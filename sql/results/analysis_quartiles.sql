/*
about: 'Each analysis by quartile of its covariate, among subjects with covariate and outcome.'
grain: []
columns:
  analysis: {about: Analysis, tests: [not_null]}
  quartile: {about: 'Group 1 to 4, from low to high'}
  x_low: {about: Lowest covariate of the group}
  x_high: {about: Highest covariate of the group}
  n: {about: Subjects in the group}
  n_events: {about: Subjects with the outcome}
  rate: {about: Rate of the outcome}
  rate_ci_low: {about: 'Lower end of the 95 % interval (Clopper-Pearson)'}
  rate_ci_high: {about: 'Upper end of the 95 % interval (Clopper-Pearson)'}
  y_median: {about: Median outcome}
  y_q1: {about: First quartile of the outcome}
  y_q3: {about: Third quartile of the outcome}
reference: 'Quartile groups of the analysed subjects (G27); marts.quartiles has those of all subjects'
*/
with quartiles as (select * from {{ results('quartiles') }} as quartiles)
select
    quartiles.analysis,
    quartiles.quartile,
    quartiles.x_low,
    quartiles.x_high,
    quartiles.n,
    quartiles.n_events,
    quartiles.rate,
    quartiles.rate_ci_low,
    quartiles.rate_ci_high,
    quartiles.y_median,
    quartiles.y_q1,
    quartiles.y_q3
from quartiles
