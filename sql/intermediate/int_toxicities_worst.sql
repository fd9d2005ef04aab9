/*
about: 'Worst grade and onset of each event, scale and version in each subject.'
grain: [subject_id, event, scale, scale_version]
columns:
  subject_id: {about: Subject}
  event: {about: Event}
  scale: {about: Grading scale}
  scale_version: {about: Version of that scale}
  is_chosen_scale: {about: Whether analyses use this scale, tests: [not_null]}
  worst_grade: {about: 'Highest grade; missing when none was assessed', tests: [{min: 0}, {max: 5}]}
  onset_day: {unit: d, about: First day with grade 1 or more}
  onset_possible_day: {unit: d, about: '0 where a record of grade 1 or more has no study day, so that it may be the first', tests: [{min: 0}]}
  worst_grade_day: {unit: d, about: First day with the worst grade}
  n_records: {about: Records}
  n_ungraded: {about: Records without a grade}
reference: 'Lee 2014 (PMC7006459); Lee 2019 ASTCT (PMC9327779); NCI CTCAE. Worst grade after infusion, G20; nothing after a second infusion, G22'
*/
with
    toxicities as (select * from {{ ref('int_toxicities_counted') }}),
    worst as (
        select
            toxicities.subject_id,
            toxicities.event,
            toxicities.scale,
            toxicities.scale_version,
            toxicities.is_chosen_scale,
            max(toxicities.grade) as worst_grade,
            min(toxicities.study_day) filter (where toxicities.grade >= 1) as onset_day,
            min(cast(0 as double)) filter (
                where toxicities.grade >= 1 and toxicities.study_day is null
            ) as onset_possible_day,
            count(*) as n_records,
            -- An empty grade was not assessed, which is not grade 0.
            count(*) filter (where toxicities.grade is null) as n_ungraded
        from toxicities
        group by
            toxicities.subject_id,
            toxicities.event,
            toxicities.scale,
            toxicities.scale_version,
            toxicities.is_chosen_scale
    ),
    worst_days as (
        select
            worst.subject_id,
            worst.event,
            worst.scale,
            worst.scale_version,
            min(toxicities.study_day) as worst_grade_day
        from worst
        inner join
            toxicities
            on worst.subject_id = toxicities.subject_id
            and worst.event = toxicities.event
            and worst.scale = toxicities.scale
            and worst.scale_version = toxicities.scale_version
            and worst.worst_grade = toxicities.grade
        group by worst.subject_id, worst.event, worst.scale, worst.scale_version
    )
select
    worst.subject_id,
    worst.event,
    worst.scale,
    worst.scale_version,
    worst.is_chosen_scale,
    worst.worst_grade,
    worst.onset_day,
    worst.onset_possible_day,
    worst_days.worst_grade_day,
    worst.n_records,
    worst.n_ungraded
from worst
left join
    worst_days
    on worst.subject_id = worst_days.subject_id
    and worst.event = worst_days.event
    and worst.scale = worst_days.scale
    and worst.scale_version = worst_days.scale_version
