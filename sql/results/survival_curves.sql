/*
about: 'Kaplan and Meier''s curves: how many of a group were at risk at each time, and the share without the event after it.'
grain: [analysis, group_label, time]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  group_label: {about: Group, tests: [not_null]}
  time: {about: 'Time at which somebody leaves, in the unit of the outcome; 0 is the start', tests: [{min: 0}]}
  n_at_risk: {about: Subjects at risk just before, tests: [{min: 1}]}
  n_events: {about: Subjects who had the event then, tests: [{min: 0}]}
  n_censored: {about: Subjects who were last seen then without it, tests: [{min: 0}]}
  survival: {about: Share without the event after it, tests: [{min: 0}, {max: 1}]}
  ci_low: {about: 'Lower end of the 95 % interval, on the scale of the logarithm; none once nobody is left without the event'}
  ci_high: {about: Upper end of the 95 % interval}
reference: 'Kaplan and Meier, JASA 1958, 53:457; variance by Greenwood'
*/
with survival_curves as (select * from {{ results('survival_curves') }} as survival_curves)
select
    survival_curves.analysis,
    survival_curves.group_label,
    survival_curves.time,
    survival_curves.n_at_risk,
    survival_curves.n_events,
    survival_curves.n_censored,
    survival_curves.survival,
    survival_curves.ci_low,
    survival_curves.ci_high
from survival_curves
