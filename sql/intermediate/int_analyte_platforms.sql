/*
about: 'Which platform speaks for each analyte. Results of two platforms are never pooled, so the rest is left out.'
grain: [analyte, platform]
columns:
  analyte: {about: Analyte, tests: [not_null]}
  platform: {about: Assay platform, tests: [not_null]}
  platform_group: {about: 'The platform; for chemistry and haematology every platform that is not a kit is a clinical laboratory', tests: [not_null]}
  n_results: {about: Results on that platform}
  is_chosen: {about: Whether its results are used, tests: [not_null]}
reference: 'G12: Simple Plex, then Luminex, then V-Plex, as Locke 2020 lists them'
*/
with
    results as (select * from {{ ref('stg_analytes') }} where is_registered and qualifier is not null),
    analytes as (select * from {{ ref('analytes') }}),
    kits as (select distinct platform from {{ ref('platforms') }}),
    counted as (
        select
            results.analyte,
            results.platform,
            -- The trap: site laboratories name their analysers, and LDH of two analysers is still LDH.
            case
                when kits.platform is null and analytes.kind <> 'cytokine'
                then 'clinical laboratory'
                else results.platform
            end as platform_group,
            count(*) as n_results
        from results
        inner join analytes on results.analyte = analytes.analyte
        left join kits on results.platform = kits.platform
        group by all
    ),
    ranked as (
        select
            counted.analyte,
            counted.platform,
            counted.platform_group,
            counted.n_results,
            {{ preference('counted.platform_group', var('platform_preference')) }} as preference_order,
            sum(counted.n_results) over (partition by counted.analyte, counted.platform_group) as n_in_group
        from counted
    )
select
    ranked.analyte,
    ranked.platform,
    ranked.platform_group,
    ranked.n_results,
    dense_rank() over (
        partition by ranked.analyte order by ranked.preference_order, ranked.n_in_group desc, ranked.platform_group
    )
    = 1 as is_chosen
from ranked
