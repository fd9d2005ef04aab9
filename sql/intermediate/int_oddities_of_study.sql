/*
about: 'What is odd about the study as a whole: analytes that nobody registered, results that were left out, keys and parents that could not be chosen or are not the wanted ones, records that name no subject, subjects who count as not infused.'
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
    analytes as (select * from {{ ref('stg_analytes') }}),
    platforms as (select * from {{ ref('int_analyte_platforms') }}),
    received_responses as (select * from {{ ref('stg_responses') }}),
    response_keys as (select * from {{ ref('int_response_key') }}),
    scales as (select * from {{ ref('int_toxicity_scales') }}),
    quadrants as (
        select sample_type, {{ first_record() }}
        from {{ ref('stg_immunophenotypes') }}
        where population like 'CCR7_CD45RA_' and sample_type in ('product', 'apheresis')
        group by sample_type
    ),
    quadrant_parents as (select * from {{ ref('int_quadrant_parents') }}),
    wanted_parents as (
        select 'product' as sample_type, 'quadrant_parent' as setting, '{{ var("quadrant_parent") }}' as wanted
        union all
        select
            'apheresis' as sample_type,
            'apheresis_quadrant_parent' as setting,
            '{{ var("apheresis_quadrant_parent") }}' as wanted
    ),
    not_infused as (
        select subjects.subject_id, subjects.source_file, subjects.source_row
        from {{ ref('int_subjects_infused') }} as infusions
        inner join {{ ref('stg_subjects') }} as subjects on infusions.subject_id = subjects.subject_id
        where infusions.infused_by = 'no_date'
    ),
    dated as (select max(n_dated) as n_dated from {{ ref('int_infusions_dated') }}),
    strangers as (
        {% for source in ['toxicities', 'responses', 'treatments', 'products', 'lesions', 'follow_up'] %}
            select '{{ source }}' as source, source_file, source_row
            from {{ ref('stg_' ~ source ~ '_set_aside') }}
            where subject_id is null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),
    found as (
        select
            'analyte_not_registered' as rule,
            'info' as severity,
            'analytes' as source,
            cast(null as varchar) as subject_id,
            {{ first_record() }},
            'The registry does not know '
            || analyte
            || '; its results stay in stg_analytes until sql/seeds of the study names it (studies/COHORT.md)' as about
        from analytes
        where not is_registered
        group by analyte
        union all
        select
            'platform_not_used' as rule,
            'info' as severity,
            'analytes' as source,
            cast(null as varchar) as subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            analyte
            || ' by '
            || platform
            || ': '
            || cast(n_results as varchar)
            || ' results left out, another platform is preferred' as about
        from platforms
        where not is_chosen
        union all
        select
            'no_response_key_chosen' as rule,
            'warning' as severity,
            'responses' as source,
            cast(null as varchar) as subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            'The study has several assessors or criteria and none is the wanted one: no response is evaluated. Set response_assessor and response_criterion'
            as about
        from (select count(*) as n_received from received_responses) as received_counts
        cross join (select count(*) as n_keys from response_keys) as chosen
        where received_counts.n_received > 0 and chosen.n_keys = 0
        union all
        select
            'no_scale_chosen' as rule,
            'warning' as severity,
            'toxicities' as source,
            cast(null as varchar) as subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            event
            || ' is graded on several scales and none is the wanted one: no worst grade. Set crs_scale and ne_scale'
            as about
        from scales
        where scale_and_version is null
        union all
        -- Trap: 30% of CD8+ cells may be 10% of live cells, and the column has the same name (G8).
        select
            'quadrants_of_another_parent' as rule,
            'warning' as severity,
            'immunophenotypes' as source,
            cast(null as varchar) as subject_id,
            quadrants.source_file,
            quadrants.source_row,
            'CCR7 and CD45RA quadrants of '
            || quadrants.sample_type
            || coalesce(
                ' are a percentage of '
                || quadrant_parents.parent_population
                || ', and were used so: not to be compared with those',
                ' are of several parents, and none was used: none is a percentage'
            )
            || ' of '
            || wanted_parents.wanted
            || '. Set '
            || wanted_parents.setting as about
        from quadrants
        inner join wanted_parents on quadrants.sample_type = wanted_parents.sample_type
        left join quadrant_parents on quadrants.sample_type = quadrant_parents.sample_type
        where lower(coalesce(quadrant_parents.parent_population, '')) <> lower(wanted_parents.wanted)
        union all
        select
            'record_of_no_subject' as rule,
            'warning' as severity,
            source,
            cast(null as varchar) as subject_id,
            {{ first_record() }},
            'Records set aside that name no subject of the study (raw.rejects): '
            || cast(count(*) as varchar)
            || '. If one is a subject in another spelling, or one whose own row was set aside, it is missing there'
            as about
        from strangers
        group by source
        union all
        select
            'not_infused_without_date' as rule,
            'warning' as severity,
            'subjects' as source,
            cast(null as varchar) as subject_id,
            {{ first_record() }},
            'Subjects who count as not infused, because they have no date of infusion where '
            || cast(dated.n_dated as varchar)
            || ' others have one, no number of CAR T cells and no record of a study day after infusion: '
            || cast(count(*) as varchar)
            || '. If one was infused, write its infusion_date, or its car_t_cells_infused_million' as about
        from not_infused
        cross join dated
        group by dated.n_dated
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
