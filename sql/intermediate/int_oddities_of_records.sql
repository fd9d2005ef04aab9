/*
about: 'Records that are odd as records: doubled, without a day, or with an identifier that needed trimming.'
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
    car_t_levels as (select * from {{ ref('stg_car_t_levels') }}),
    analytes as (select * from {{ ref('stg_analytes') }}),
    responses as (select * from {{ ref('stg_responses') }}),
    lesions as (select * from {{ ref('stg_lesions') }}),
    toxicities as (select * from {{ ref('stg_toxicities') }}),
    products as (select * from {{ ref('stg_products') }}),
    follow_up as (select * from {{ ref('stg_follow_up') }}),
    subjects as (select * from {{ ref('stg_subjects') }}),
    {% set matters = {
        'toxicities': 'The worst grade of its event is missing where this one may be worse',
        'responses': 'A response, or the end of one, that it may have decided is missing',
        'treatments': 'A response, or the end of one, that it may have decided is missing',
        'products': 'The sums over all lots are missing, and so is the dose',
        'lesions': 'The tumour burden at baseline is missing where this one may be part of it',
        'follow_up': 'Status and survival are missing where this one may be a death',
    } %}
    set_aside as (
        {% for source, matter in matters.items() %}
            select '{{ source }}' as source, subject_id, source_file, source_row, '{{ matter }}' as matter
            from {{ ref('stg_' ~ source ~ '_set_aside') }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    identifiers as (
        {% for source in ['subjects', 'products', 'culture_counts', 'immunophenotypes', 'car_t_levels', 'analytes', 'lesions', 'responses', 'toxicities', 'treatments', 'follow_up', 'gene_expression'] %}
            select '{{ source }}' as source, subject_id, source_file, source_row
            from {{ ref('stg_' ~ source) }}
            where is_subject_id_trimmed
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    -- One record for each measurement and day, with what makes two of them differ.
    measurements as (
        select
            'car_t_levels' as source,
            subject_id,
            study_day,
            unit || ', ' || assay || ', ' || coalesce(specimen, '') as what,
            result_received as answer,
            source_file,
            source_row
        from car_t_levels
        union all
        select
            'analytes' as source,
            subject_id,
            study_day,
            analyte || ', ' || platform || ', ' || coalesce(specimen, '') as what,
            result_received || ' ' || unit_received as answer,
            source_file,
            source_row
        from analytes
        union all
        select
            'responses' as source,
            subject_id,
            study_day,
            coalesce(criterion, '') || ', ' || coalesce(assessor, '') as what,
            response as answer,
            source_file,
            source_row
        from responses
        union all
        select
            'lesions' as source,
            subject_id,
            study_day,
            lesion_id || ', ' || assessor as what,
            cast(longest_diameter_mm as varchar) || ' x ' || cast(perpendicular_diameter_mm as varchar) as answer,
            source_file,
            source_row
        from lesions
        union all
        select
            'toxicities' as source,
            subject_id,
            study_day,
            event || ', ' || scale || ', ' || scale_version || ', ' || coalesce(term, '') as what,
            coalesce(cast(grade as varchar), 'none') as answer,
            source_file,
            source_row
        from toxicities
    ),
    doubled as (
        select
            measurements.source,
            measurements.subject_id,
            measurements.study_day,
            measurements.what,
            count(distinct measurements.answer) as n_answers,
            {{ first_record() }}
        from measurements
        where measurements.study_day is not null
        group by measurements.source, measurements.subject_id, measurements.study_day, measurements.what
        having count(*) > 1
    ),
    dates as (
        select 'car_t_levels' as source, subject_id, study_day, sample_date as record_date, source_file, source_row
        from car_t_levels
        union all
        select 'analytes' as source, subject_id, study_day, sample_date as record_date, source_file, source_row
        from analytes
        union all
        select 'responses' as source, subject_id, study_day, assessment_date as record_date, source_file, source_row
        from responses
        union all
        select 'lesions' as source, subject_id, study_day, assessment_date as record_date, source_file, source_row
        from lesions
        union all
        select 'toxicities' as source, subject_id, study_day, start_date as record_date, source_file, source_row
        from toxicities
        union all
        select 'follow_up' as source, subject_id, study_day, contact_date as record_date, source_file, source_row
        from follow_up
    ),
    disagreeing as (
        select dates.*
        from dates
        inner join subjects on dates.subject_id = subjects.subject_id
        where abs(dates.study_day - date_diff('day', subjects.infusion_date, dates.record_date)) >= 1
    ),
    found as (
        select
            'identifier_trimmed' as rule,
            'info' as severity,
            source,
            subject_id,
            {{ first_record() }},
            'Blanks around the identifier were cut off' as about
        from identifiers
        group by source, subject_id
        union all
        select
            'same_day_different_values' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'Several records of one day with different values; the last in the file stands, of grades the highest'
            as about
        from doubled
        where n_answers > 1
        union all
        select
            'same_day_twice' as rule,
            'info' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'The same value more than once on one day' as about
        from doubled
        where n_answers <= 1
        union all
        select
            'no_study_day' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'Neither a study day nor an infusion date to count from; the record is used for nothing that depends on time'
            || case
                source
                {% for source in ['responses', 'lesions', 'follow_up'] %}
                    when '{{ source }}' then '. {{ matters[source] }}'
                {% endfor %}
                else ''
            end as about
        from dates
        where study_day is null and record_date is not null
        union all
        select
            'day_and_date_disagree' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'Study day and date are a day or more apart; the study day was used. A CDISC study day has no day 0'
            as about
        from disagreeing
        union all
        -- A wrong century, a year of two digits or a date of birth in its place: nobody is followed for so long before.
        select
            'day_far_before_infusion' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'More than ten years before infusion; the day was used as it stands' as about
        from dates
        where study_day < -3653
        union all
        select
            'lot_without_a_count' as rule,
            'warning' as severity,
            'products' as source,
            subject_id,
            {{ first_record() }},
            'Of several lots not every one has its CAR T cells; their sum, the dose, is missing' as about
        from products
        group by subject_id
        having count(car_t_cells_infused_million) between 1 and count(*) - 1
        union all
        select
            'record_set_aside' as rule,
            'warning' as severity,
            source,
            subject_id,
            source_file,
            source_row,
            'A record that could not be read (raw.rejects says why). ' || matter as about
        from set_aside
        where subject_id is not null
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
