/*
about: 'The one scale and version that grades each event in the study.'
grain: [event]
columns:
  event: {about: Event}
  scale_and_version: {about: 'Scale with its version; missing when the study has several and none is the wanted one'}
  n_scales: {about: Scales in which the study grades the event, tests: [{min: 1}]}
reference: 'G20: CRS by Lee 2014, neurologic events by CTCAE. ASTCT grades differ by rule and are never mapped'
*/
with
    toxicities as (
        select event, scale || ' ' || scale_version as scale_and_version
        from {{ ref('stg_toxicities') }}
        where event in ('CRS', 'NE')
    )
select
    toxicities.event,
    case
        when toxicities.event = 'CRS'
        then {{ wanted_or_only('toxicities.scale_and_version', var('crs_scale')) }}
        else {{ wanted_or_only('toxicities.scale_and_version', var('ne_scale')) }}
    end as scale_and_version,
    count(distinct toxicities.scale_and_version) as n_scales
from toxicities
group by toxicities.event
