/*
about: 'The points that each analysis saw, missing ones included.'
grain: []
columns:
  analysis: {about: Analysis, tests: [not_null]}
  subject_id: {about: Subject}
  x: {about: Covariate or value}
  y: {about: 'Numeric outcome, or 0 and 1'}
  group_label: {about: Level or outcome}
*/
with observations as (select * from {{ results('observations') }} as observations)
select observations.analysis, observations.subject_id, observations.x, observations.y, observations.group_label
from observations
