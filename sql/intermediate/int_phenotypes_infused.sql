/*
about: 'T-cell subsets of the infused product: percentages, numbers of cells and the CD4:CD8 ratio.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  quadrant_parent: {about: Population that the quadrants are a percentage of}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: CCR7+CD45RA+ cells, tests: [{min: 0}, {max: 100}]}
  product_ccr7pos_cd45raneg_percent: {unit: '%', about: CCR7+CD45RA- cells, tests: [{min: 0}, {max: 100}]}
  product_ccr7neg_cd45raneg_percent: {unit: '%', about: CCR7-CD45RA- cells, tests: [{min: 0}, {max: 100}]}
  product_ccr7neg_cd45rapos_percent: {unit: '%', about: CCR7-CD45RA+ cells, tests: [{min: 0}, {max: 100}]}
  cd4_cd8_ratio: {unit: '1', about: 'CD4+CD8- over CD8+CD4- of the same parent; missing when there are no CD8+ cells', tests: [{min: 0}]}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused, tests: [{min: 0}]}
  cd4_cells_infused_million: {unit: '10*6{cells}', about: CD4+ T cells infused, tests: [{min: 0}]}
  ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: CCR7+CD45RA+ cells infused, tests: [{min: 0}]}
  ccr7pos_cd45raneg_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA- T cells infused', tests: [{min: 0}]}
  ccr7neg_cd45raneg_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7-CD45RA- T cells infused', tests: [{min: 0}]}
  ccr7neg_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7-CD45RA+ T cells infused', tests: [{min: 0}]}
  product_ccr7neg_percent: {unit: '%', about: 'CCR7- cells of the product', tests: [{min: 0}, {max: 100}]}
  product_cd8_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ CD8+ cells of the product', tests: [{min: 0}, {max: 100}]}
  product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: {unit: '%', about: 'CCR7+CD45RA+CD27+CD28+ CD8+ cells of the product', tests: [{min: 0}, {max: 100}]}
  product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: {unit: '%', about: 'CCR7+CD45RA+CD27+CD28+ cells of the product', tests: [{min: 0}, {max: 100}]}
  cd8_ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA+ CD8+ T cells infused', tests: [{min: 0}]}
reference: 'G8, G9. Quadrants are of live cells in the product but of live CD45+ cells in apheresis material (Locke 2020, Methods)'
*/
with
    phenotypes as (select * from {{ ref('stg_immunophenotypes') }} where sample_type = 'product'),
    products as (select * from {{ ref('int_products_infused') }}),
    one_each as (
        select phenotypes.*
        from phenotypes
        qualify
            row_number() over (
                partition by phenotypes.subject_id, phenotypes.population, phenotypes.parent_population
                order by phenotypes.source_row desc, phenotypes.source_file desc, phenotypes.percent desc
            )
            = 1
    ),
    quadrant_parents as (select * from {{ ref('int_quadrant_parents') }} where sample_type = 'product'),
    quadrants as (
        select
            one_each.subject_id,
            one_each.parent_population,
            {{ percent_of('CCR7+CD45RA+') }} as pos_pos,
            {{ percent_of('CCR7+CD45RA-') }} as pos_neg,
            {{ percent_of('CCR7-CD45RA-') }} as neg_neg,
            {{ percent_of('CCR7-CD45RA+') }} as neg_pos,
            {{ percent_of('CCR7+CD45RA+CD27+CD28+') }} as deep,
            {{ percent_of('CD8+CCR7+CD45RA+') }} as cd8_pos_pos,
            {{ percent_of('CD8+CCR7+CD45RA+CD27+CD28+') }} as cd8_deep
        from one_each
        inner join quadrant_parents on one_each.parent_population = quadrant_parents.parent_population
        group by one_each.subject_id, one_each.parent_population
    ),
    lineages as (
        select
            one_each.subject_id,
            {{ percent_of('CD3+', 'live') }} as cd3_of_live,
            {{ percent_of('CD4+', 'CD3+') }} as cd4_of_cd3,
            {{ percent_of('CD8+', 'CD3+') }} as cd8_of_cd3,
            {{ percent_of('CD4+', 'live') }} as cd4_of_live,
            {{ percent_of('CD8+', 'live') }} as cd8_of_live
        from one_each
        group by one_each.subject_id
    ),
    -- Down and up the gating path: T cells are live cells times CD3+, so either gives the other.
    cells as (
        select
            lineages.*,
            coalesce(
                products.viable_t_cells_infused_million,
                products.viable_cells_infused_million * lineages.cd3_of_live / 100.0
            ) as t_cells_million,
            coalesce(
                products.viable_cells_infused_million,
                products.viable_t_cells_infused_million / nullif(lineages.cd3_of_live / 100.0, 0)
            ) as live_cells_million
        from lineages
        left join products on lineages.subject_id = products.subject_id
    ),
    -- The cells that one per cent of a quadrant is of.
    bases as (
        select
            cells.subject_id,
            case
                quadrants.parent_population
                when 'live'
                then cells.live_cells_million
                when 'CD3+'
                then cells.t_cells_million
            end
            / 100.0 as million_per_percent
        from cells
        inner join quadrants on cells.subject_id = quadrants.subject_id
    )
select
    cells.subject_id,
    quadrants.parent_population as quadrant_parent,
    quadrants.pos_pos as product_ccr7pos_cd45rapos_percent,
    quadrants.pos_neg as product_ccr7pos_cd45raneg_percent,
    quadrants.neg_neg as product_ccr7neg_cd45raneg_percent,
    quadrants.neg_pos as product_ccr7neg_cd45rapos_percent,
    coalesce(
        cells.cd4_of_cd3 / nullif(cells.cd8_of_cd3, 0), cells.cd4_of_live / nullif(cells.cd8_of_live, 0)
    ) as cd4_cd8_ratio,
    coalesce(
        cells.t_cells_million * cells.cd8_of_cd3 / 100.0, cells.live_cells_million * cells.cd8_of_live / 100.0
    ) as cd8_cells_infused_million,
    coalesce(
        cells.t_cells_million * cells.cd4_of_cd3 / 100.0, cells.live_cells_million * cells.cd4_of_live / 100.0
    ) as cd4_cells_infused_million,
    quadrants.pos_pos * bases.million_per_percent as ccr7pos_cd45rapos_cells_infused_million,
    quadrants.pos_neg * bases.million_per_percent as ccr7pos_cd45raneg_cells_infused_million,
    quadrants.neg_neg * bases.million_per_percent as ccr7neg_cd45raneg_cells_infused_million,
    quadrants.neg_pos * bases.million_per_percent as ccr7neg_cd45rapos_cells_infused_million,
    quadrants.neg_neg + quadrants.neg_pos as product_ccr7neg_percent,
    quadrants.cd8_pos_pos as product_cd8_ccr7pos_cd45rapos_percent,
    quadrants.cd8_deep as product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent,
    quadrants.deep as product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent,
    quadrants.cd8_pos_pos * bases.million_per_percent as cd8_ccr7pos_cd45rapos_cells_infused_million
from cells
left join quadrants on cells.subject_id = quadrants.subject_id
left join bases on cells.subject_id = bases.subject_id
