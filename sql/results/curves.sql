/*
about: 'Fitted probability curves of the logistic analyses.'
grain: []
columns:
  analysis: {about: Analysis, tests: [not_null]}
  x: {about: Covariate}
  probability: {about: Fitted probability, tests: [{min: 0}, {max: 1}]}
  ci_low: {about: Lower end of the 95 % interval}
  ci_high: {about: Upper end of the 95 % interval}
*/
with curves as (select * from {{ results('curves') }} as curves)
select curves.analysis, curves.x, curves.probability, curves.ci_low, curves.ci_high
from curves
