/*
about: 'Which assay speaks for each unit of CAR T-cell levels in the whole study. Mixing qPCR and flow within a unit would mix two scales.'
grain: [unit]
columns:
  unit: {about: Unit of the level}
  assay: {about: Method, tests: [not_null]}
reference: 'Locke 2020, Methods: qPCR, confirmed by ddPCR'
*/
with results as (select * from {{ ref('stg_car_t_levels') }} as levels where {{ is_blood_result('levels') }})
select results.unit, results.assay
from results
group by results.unit, results.assay
qualify
    row_number() over (
        partition by results.unit
        order by {{ preference('results.assay', var('car_t_assay_preference')) }}, results.assay
    )
    = 1
