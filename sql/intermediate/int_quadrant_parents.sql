/*
about: 'The population that the CCR7 and CD45RA quadrants are a percentage of, one for each material in the whole study; no row when a study has several and none is the wanted one.'
grain: [sample_type]
columns:
  sample_type: {about: 'Material: product or apheresis'}
  parent_population: {about: Parent of the quadrants, tests: [not_null]}
reference: 'G8. A percentage without its parent means nothing. Of live cells in the product, of live CD45+ cells in apheresis material (Locke 2020, Methods)'
*/
with
    quadrants as (select * from {{ ref('stg_immunophenotypes') }} where population like 'CCR7_CD45RA_'),
    chosen as (
        select
            quadrants.sample_type,
            case
                quadrants.sample_type
                when 'product'
                then {{ wanted_or_only('quadrants.parent_population', var('quadrant_parent')) }}
                else {{ wanted_or_only('quadrants.parent_population', var('apheresis_quadrant_parent')) }}
            end as parent_population
        from quadrants
        where quadrants.sample_type in ('product', 'apheresis')
        group by quadrants.sample_type
    )
select chosen.sample_type, chosen.parent_population
from chosen
where chosen.parent_population is not null
