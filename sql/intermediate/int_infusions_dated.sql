/*
about: 'One row: whether the study gives dates of infusion; then a subject without one was not infused, if nothing else says otherwise.'
grain: []
columns:
  has_dates: {about: Whether any subject has a date of infusion, tests: [not_null]}
  n_dated: {about: Subjects with a date of infusion, tests: [{min: 0}]}
*/
with subjects as (select * from {{ ref('stg_subjects') }})
select count(subjects.infusion_date) > 0 as has_dates, count(subjects.infusion_date) as n_dated
from subjects
