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
    levels as not materialized(select * from {{ ref('int_levels_received') }}),
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    treatments as (select * from {{ ref('stg_treatments') }}),
    given as (select * from {{ ref('int_treatments_given') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    days as not materialized(select * from {{ ref('int_days_recorded') }}),
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
    -- Both ends of a hole, and both records of a doubled day. They are joined by the number of the row, because all
    -- pairs of days would be too many.
    edges as (
        select *, last_row as edge_row
        from days
        where next_day is not null
        union all
        select *, next_row as edge_row
        from days
        where next_day is not null
    ),
    doubled as (
        select *, source_row as own_row
        from days
        where n_records > 1
        union all
        select *, last_row as own_row
        from days
        where n_records > 1
    ),
    -- A day is missed where most subjects with days before and after have it, and the doubled record stands beside.
    filled as (
        select
            doubled.source, doubled.what, doubled.subject_id, doubled.study_day, doubled.source_file, doubled.source_row
        from doubled
        cross join (values (-1), (0), (1)) as near(rows_on)
        inner join
            edges
            on doubled.source = edges.source
            and doubled.what = edges.what
            and doubled.source_file = edges.source_file
            and doubled.own_row + near.rows_on = edges.edge_row
            and doubled.study_day > edges.study_day
            and doubled.study_day < edges.next_day
        group by all
    ),
    there as (
        select source, what, study_day, count(distinct subject_id) as n_there from days group by source, what, study_day
    ),
    measured as (select source, what, count(distinct subject_id) as n_subjects from days group by source, what),
    graded as (select subject_id, max(grade) as worst from toxicities where event = 'CRS' group by subject_id),
    tocilizumab as (
        select subject_id, {{ first_record() }}
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
            -- One of nine or fewer is more than a tenth.
            shape_counts.n_usual >= 0.9 * shape_counts.n_subjects and shape_counts.n < shape_counts.n_usual
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
            there on filled.source = there.source and filled.what = there.what and filled.study_day = there.study_day
        inner join measured on filled.source = measured.source and filled.what = measured.what
        where 2 * there.n_there >= measured.n_subjects
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
