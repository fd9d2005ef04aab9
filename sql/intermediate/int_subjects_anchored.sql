/*
about: Day of conditioning of each subject, which ends the baseline period.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  conditioning_day: {unit: d, about: Study day of the first conditioning dose, tests: [{max: 0}]}
reference: 'Locke 2020, Methods: baseline is before conditioning'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    treatments as (select * from {{ ref('int_treatments_given') }}),
    first_doses as (
        select treatments.subject_id, min(treatments.study_day) as conditioning_day
        from treatments
        where treatments.category = 'conditioning' and treatments.study_day <= 0
        group by treatments.subject_id
    )
select
    subjects.subject_id,
    coalesce(
        subjects.conditioning_day,
        cast(date_diff('day', subjects.infusion_date, subjects.conditioning_date) as double),
        first_doses.conditioning_day
    ) as conditioning_day
from subjects
left join first_doses on subjects.subject_id = first_doses.subject_id
