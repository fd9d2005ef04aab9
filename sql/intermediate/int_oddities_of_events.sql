/*
about: 'Courses that are odd: responses after progression, contacts after death, holes in daily grades, impossible order.'
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
    responses as (select * from {{ ref('int_responses_counted') }}),
    stated as (select * from {{ ref('int_best_responses_stated') }}),
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    treatments as (select * from {{ ref('stg_treatments') }}),
    given as (select * from {{ ref('int_treatments_given') }}),
    contacts as (select * from {{ ref('stg_follow_up') }}),
    subjects as (select * from {{ ref('stg_subjects') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    after_second as (
        {% for source in ['car_t_levels', 'analytes', 'toxicities'] %}
            select '{{ source }}' as source, records.subject_id, records.source_file, records.source_row
            from {{ ref('stg_' ~ source) }} as records
            inner join events on records.subject_id = events.subject_id
            where records.study_day >= events.retreatment_day
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    -- Conditioning of a day after infusion may be that for a second one; of day 0 it is not: a date of infusion that is
    -- that of the first treatment, as RFXSTDTC of SDTM is by its definition, moves every study day of the subject.
    conditioned as (
        select given.subject_id, min(given.study_day) as first_day, {{ first_record() }}
        from given
        left join events on given.subject_id = events.subject_id
        where given.category = 'conditioning' and (events.retreatment_day is null or given.study_day <= 0)
        group by given.subject_id
    ),
    -- Grades given daily: no end, and a record on most days between the first and the last.
    daily as (
        select
            toxicities.subject_id,
            toxicities.event,
            toxicities.scale,
            toxicities.scale_version,
            {{ first_record() }},
            count(distinct floor(toxicities.study_day)) as n_days,
            max(floor(toxicities.study_day)) - min(floor(toxicities.study_day)) + 1 as n_span
        from toxicities
        where toxicities.end_day is null and toxicities.study_day is not null
        group by toxicities.subject_id, toxicities.event, toxicities.scale, toxicities.scale_version
        having count(distinct floor(toxicities.study_day)) >= 5
    ),
    found as (
        select
            'response_after_progression' as rule,
            'warning' as severity,
            'responses' as source,
            subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'A response after progression; it does not count' as about
        from responses
        where is_after_progression and not is_after_therapy and response in ('CR', 'PR', 'SD')
        union all
        select
            'stated_response_surpassed' as rule,
            'warning' as severity,
            'responses' as source,
            responses.subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'An assessment is better than the best overall response that the study states; the stated one was used'
            as about
        from responses
        inner join stated on responses.subject_id = stated.subject_id
        where
            responses.is_counted
            and {{ preference('responses.response', ['CR', 'PR', 'SD', 'PD', 'NE']) }} < stated.best_place
        group by responses.subject_id
        union all
        select
            'grade_missing' as rule,
            'info' as severity,
            'toxicities' as source,
            subject_id,
            source_file,
            source_row,
            'An event without a grade; it was not taken as grade 0' as about
        from toxicities
        where grade is null
        union all
        select
            'hole_in_daily_grades' as rule,
            'warning' as severity,
            'toxicities' as source,
            subject_id,
            source_file,
            source_row,
            event || ': days without a grade between the first and the last' as about
        from daily
        where n_days < n_span and 2 * n_days >= n_span
        union all
        select
            'end_before_start' as rule,
            'warning' as severity,
            'toxicities' as source,
            subject_id,
            source_file,
            source_row,
            'The event ends before it begins' as about
        from toxicities
        where end_day < study_day
        union all
        select
            'end_before_start' as rule,
            'warning' as severity,
            'treatments' as source,
            subject_id,
            source_file,
            source_row,
            'The treatment ends before it begins' as about
        from treatments
        where end_day < study_day
        union all
        select
            'contact_after_death' as rule,
            'warning' as severity,
            'follow_up' as source,
            contacts.subject_id,
            contacts.source_file,
            contacts.source_row,
            'Contact with the subject after the day of death' as about
        from contacts
        inner join events on contacts.subject_id = events.subject_id
        where contacts.study_day > events.death_day and contacts.status <> 'dead'
        union all
        select
            'assessed_after_death' as rule,
            'warning' as severity,
            'responses' as source,
            responses.subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'Response assessed after the day of death' as about
        from responses
        inner join events on responses.subject_id = events.subject_id
        where responses.study_day > events.death_day
        union all
        select
            'death_before_infusion' as rule,
            'warning' as severity,
            'follow_up' as source,
            subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'Death is dated before the infusion' as about
        from events
        where death_day < 0
        union all
        select
            'enrolled_after_infusion' as rule,
            'warning' as severity,
            'subjects' as source,
            subject_id,
            source_file,
            source_row,
            'Enrolment is dated after the infusion' as about
        from subjects
        where enrolled_date > infusion_date
        union all
        select
            'conditioning_not_before_infusion' as rule,
            'warning' as severity,
            'treatments' as source,
            subject_id,
            source_file,
            source_row,
            'Conditioning begins on the day of infusion or later: the date of infusion may be that of the first conditioning dose, and every study day of the subject too late. Write infusion_date'
            as about
        from conditioned
        where first_day >= 0
        union all
        select
            'after_second_infusion' as rule,
            'info' as severity,
            source,
            subject_id,
            {{ first_record() }},
            'Records from the day of a second infusion on, which count for nothing: '
            || cast(count(*) as varchar) as about
        from after_second
        group by source, subject_id
        union all
        select
            'either_of_second_infusion' as rule,
            'warning' as severity,
            'toxicities' as source,
            toxicities.subject_id,
            toxicities.source_file,
            toxicities.source_row,
            'An event without a day, of a subject with a second infusion: the worst grade is missing where this one may be worse. Write its day'
            as about
        from toxicities
        inner join events on toxicities.subject_id = events.subject_id
        where
            toxicities.study_day is null and events.retreatment_day is not null and toxicities.grade is distinct from 0
        union all
        select
            'second_infusion_without_day' as rule,
            'warning' as severity,
            'treatments' as source,
            subject_id,
            source_file,
            source_row,
            'A second infusion without a day: what came after it counts as if there had been none, and how long a response lasted that has no progression is missing. Write its day'
            as about
        from treatments
        where category = 'retreatment' and study_day is null and coalesce(is_given, true)
        union all
        select
            'new_therapy_without_day' as rule,
            'warning' as severity,
            'treatments' as source,
            subject_id,
            source_file,
            source_row,
            'A new therapy or transplant of which no study day is known: how long a response lasted that has no progression is missing. Write its day'
            as about
        from given
        where category in ('new_anticancer', 'transplant') and study_day is null
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
