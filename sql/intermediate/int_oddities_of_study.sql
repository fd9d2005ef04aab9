/*
about: 'What is odd about the study as a whole: analytes that nobody registered, results that were left out, keys that could not be chosen, records that name no subject.'
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
            'The registry does not know ' || analyte || '; its results stay in staging' as about
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
        select
            'record_of_no_subject' as rule,
            'warning' as severity,
            source,
            cast(null as varchar) as subject_id,
            {{ first_record() }},
            'Records set aside that name no subject of the study (raw.rejects): '
            || cast(count(*) as varchar)
            || '. If one is a subject in another spelling, it is missing there' as about
        from strangers
        group by source
    )
select found.rule, found.severity, found.source, found.subject_id, found.source_file, found.source_row, found.about
from found
