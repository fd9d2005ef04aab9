/*
about: 'Treatments that were given, with the day of the first dose where it is known.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  category: {about: Role of the treatment, tests: [not_null]}
  treatment: {about: Name of the treatment}
  study_day: {unit: d, about: Study day of the first dose}
  source_file: {about: File of the record}
  source_row: {about: Record number in that file}
*/
with
    treatments as (select * from {{ ref('stg_treatments') }}),
    answers as (select * from {{ ref('int_treatment_answers') }})
-- A file with a yes-or-no column says of every row whether it was given, so an empty answer there is not known and
-- counts as no treatment. A file of courses has no such column: every row is a course that was given.
select
    treatments.subject_id,
    treatments.category,
    treatments.treatment,
    treatments.study_day,
    treatments.source_file,
    treatments.source_row
from treatments
inner join answers on treatments.source_file = answers.source_file and treatments.category = answers.category
where coalesce(treatments.is_given, not answers.has_answers)
