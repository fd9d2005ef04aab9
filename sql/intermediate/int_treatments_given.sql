/*
about: 'Treatments that were given, with the day of the first dose.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  category: {about: Role of the treatment, tests: [not_null]}
  treatment: {about: Name of the treatment}
  study_day: {unit: d, about: Study day of the first dose, tests: [not_null]}
*/
with
    treatments as (select * from {{ ref('stg_treatments') }}),
    -- A file with a yes-or-no column says of every row whether it was given, so an empty answer there is not known and
    -- counts as no treatment. A file of courses has no such column: every row is a course that was given.
    marked as (
        select
            treatments.*,
            count(treatments.is_given) over (partition by treatments.source_file, treatments.category)
            > 0 as has_answers
        from treatments
    )
select marked.subject_id, marked.category, marked.treatment, marked.study_day
from marked
where marked.study_day is not null and coalesce(marked.is_given, not marked.has_answers)
