/*
about: 'Visits as windows of study days: the registry, and the two windows that are settings.'
grain: [visit]
columns:
  visit: {about: Visit}
  first_day: {unit: d, about: First study day of the window}
  target_day: {unit: d, about: Study day the visit aims at}
  last_day: {unit: d, about: Last study day of the window}
*/
with
    registered as (select * from {{ ref('visit_windows') }}),
    windows as (
        select registered.visit, registered.first_day, registered.target_day, registered.last_day
        from registered
        union all
        select
            'baseline' as visit,
            {{ var('baseline_first_day') }} as first_day,
            {{ var('baseline_last_day') }} as target_day,
            {{ var('baseline_last_day') }} as last_day
        union all
        select
            'month3' as visit,
            {{ var('month3_first_day') }} as first_day,
            {{ var('month3_target_day') }} as target_day,
            {{ var('month3_last_day') }} as last_day
    )
select
    windows.visit,
    cast(windows.first_day as double) as first_day,
    cast(windows.target_day as double) as target_day,
    cast(windows.last_day as double) as last_day
from windows
