/*
about: 'Records that may belong to another subject, or to no event: identifiers of another form, a doubled day that fills the hole of a neighbour, grades and drugs without an event, samples after death.'
grain: []
columns:
  rule: {about: Rule, tests: [not_null]}
  severity: {about: 'info or warning', tests: [not_null]}
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: Subject}
  source_file: {about: File of the record}
  source_row: {about: First record concerned}
  about: {about: What is odd and what was done, tests: [not_null]}
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    levels as (select * from {{ ref('int_levels_received') }}),
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    treatments as (select * from {{ ref('stg_treatments') }}),
    given as (select * from {{ ref('int_treatments_given') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    shapes as (
        select
            subject_id,
            source_file,
            source_row,
            regexp_replace(regexp_replace(subject_id, '[0-9]+', '9', 'g'), '[A-Za-z]+', 'A', 'g')
            || length(subject_id) as shape
        from subjects
    ),
    shape_counts as (
        select shape, count(*) as n, sum(count(*)) over () as n_subjects, max(count(*)) over () as n_usual
        from shapes
        group by shape
    ),
    -- What was measured on which day, for each source whose days one would miss.
    daily as (
        select source, quantity || ', ' || method as what, subject_id, study_day, source_file, source_row
        from levels
        where study_day is not null
        union all
        select 'toxicities' as source, event || ', ' || scale as what, subject_id, study_day, source_file, source_row
        from toxicities
        where study_day is not null and end_day is null
    ),
    days as (
        select
            source,
            what,
            subject_id,
            study_day,
            count(*) as n_records,
            min(source_file) as source_file,
            min(source_row) as source_row,
            max(source_row) as last_row
        from daily
        group by source, what, subject_id, study_day
    ),
    steps as (
        select *, lead(study_day) over of_subject as next_day, lead(source_row) over of_subject as next_row
        from days
        window of_subject as (partition by source, what, subject_id order by study_day)
    ),
    -- A day is missed where most subjects with days before and after have it, and the doubled record stands beside.
    filled as (
        select
            doubled.source,
            doubled.what,
            doubled.subject_id,
            doubled.study_day,
            doubled.source_file,
            doubled.source_row,
            count(distinct steps.subject_id) as n_holes
        from days as doubled
        inner join
            steps
            on doubled.source = steps.source
            and doubled.what = steps.what
            and doubled.subject_id <> steps.subject_id
            and doubled.source_file = steps.source_file
            and doubled.study_day > steps.study_day
            and doubled.study_day < steps.next_day
        where
            doubled.n_records > 1
            and (
                abs(steps.last_row - doubled.source_row) <= 1
                or abs(steps.next_row - doubled.source_row) <= 1
                or abs(steps.last_row - doubled.last_row) <= 1
                or abs(steps.next_row - doubled.last_row) <= 1
            )
        group by all
    ),
    expected as (
        select
            filled.source,
            filled.what,
            filled.study_day,
            count(distinct days.subject_id) filter (where days.study_day = filled.study_day) as n_there,
            count(distinct days.subject_id) as n_subjects
        from filled
        inner join days on filled.source = days.source and filled.what = days.what
        group by filled.source, filled.what, filled.study_day
    ),
    graded as (select subject_id, max(grade) as worst from toxicities where event = 'CRS' group by subject_id),
    tocilizumab as (
        select subject_id, min(source_file) as source_file, min(source_row) as source_row
        from treatments
        where
            category = 'tocilizumab'
            and coalesce(is_given, true)
            and subject_id in (select given.subject_id from given where given.category = 'tocilizumab')
        group by subject_id
    ),
    found as (
        select
            'identifier_of_another_form' as rule,
            'warning' as severity,
            'subjects' as source,
            shapes.subject_id,
            shapes.source_file,
            shapes.source_row,
            'The identifier is built unlike those of nearly all others' as about
        from shapes
        inner join shape_counts on shapes.shape = shape_counts.shape
        where
            shape_counts.n_usual >= 0.9 * shape_counts.n_subjects
            and shape_counts.n < shape_counts.n_usual
            and shape_counts.n_subjects >= 10
        union all
        select
            'doubled_day_fills_a_hole' as rule,
            'warning' as severity,
            filled.source,
            filled.subject_id,
            filled.source_file,
            filled.source_row,
            filled.what
            || ': the day comes twice, and the subject beside it in the file lacks that day: one record may be that subject''s'
            as about
        from filled
        inner join
            expected
            on filled.source = expected.source
            and filled.what = expected.what
            and filled.study_day = expected.study_day
        where 2 * expected.n_there >= expected.n_subjects
        union all
        select
            'grade_without_event' as rule,
            'warning' as severity,
            'toxicities' as source,
            subject_id,
            source_file,
            source_row,
            'A grade above 0 of an event that has no name' as about
        from toxicities
        where event = 'other' and term is null and grade > 0
        union all
        select
            'tocilizumab_without_crs' as rule,
            'info' as severity,
            'treatments' as source,
            tocilizumab.subject_id,
            tocilizumab.source_file,
            tocilizumab.source_row,
            'Tocilizumab was given, and no cytokine release syndrome of any grade is recorded' as about
        from tocilizumab
        left join graded on tocilizumab.subject_id = graded.subject_id
        cross join (select count(*) as n from graded where worst > 0) as recorded
        where coalesce(graded.worst, 0) = 0 and recorded.n > 0
        union all
        select
            'sample_after_death' as rule,
            'warning' as severity,
            levels.source,
            levels.subject_id,
            levels.source_file,
            levels.source_row,
            'A sample after the day of death' as about
        from levels
        inner join events on levels.subject_id = events.subject_id
        where levels.study_day >= events.death_day + 1
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
