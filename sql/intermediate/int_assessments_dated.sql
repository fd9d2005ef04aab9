/*
about: 'One row: whether any assessment of the study has a day; where none has, nobody can say how long a subject was without progression.'
grain: []
columns:
  has_days: {about: Whether any subject has an evaluable assessment of a known day, tests: [not_null]}
  n_dated: {about: Subjects with one, tests: [{min: 0}]}
*/
with responses as (select * from {{ ref('int_best_responses') }})
select count(responses.last_evaluable_day) > 0 as has_days, count(responses.last_evaluable_day) as n_dated
from responses
