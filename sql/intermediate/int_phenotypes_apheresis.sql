/*
about: 'T-cell phenotype of the apheresis material that the product was made from.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  apheresis_quadrant_parent: {about: Population that the quadrants are a percentage of}
  apheresis_ccr7pos_cd45rapos_percent: {unit: '%', about: CCR7+CD45RA+ cells, tests: [{min: 0}, {max: 100}]}
  apheresis_ccr7pos_cd45raneg_percent: {unit: '%', about: CCR7+CD45RA- cells, tests: [{min: 0}, {max: 100}]}
  apheresis_ccr7neg_cd45raneg_percent: {unit: '%', about: CCR7-CD45RA- cells, tests: [{min: 0}, {max: 100}]}
  apheresis_ccr7neg_cd45rapos_percent: {unit: '%', about: CCR7-CD45RA+ cells, tests: [{min: 0}, {max: 100}]}
  apheresis_cd4_cd8_ratio: {unit: '1', about: 'CD4+CD8- over CD8+CD4- of one parent; missing when there are no CD8+ cells', tests: [{min: 0}]}
reference: 'Locke 2020, Methods and Figure 4: of live CD45+ cells, where the quadrants of the product are of live cells; G9'
*/
with
    phenotypes as (select * from {{ ref('stg_immunophenotypes') }} where sample_type = 'apheresis'),
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
    quadrant_parents as (select * from {{ ref('int_quadrant_parents') }} where sample_type = 'apheresis'),
    quadrants as (
        select
            one_each.subject_id,
            one_each.parent_population,
            {{ percent_of('CCR7+CD45RA+') }} as pos_pos,
            {{ percent_of('CCR7+CD45RA-') }} as pos_neg,
            {{ percent_of('CCR7-CD45RA-') }} as neg_neg,
            {{ percent_of('CCR7-CD45RA+') }} as neg_pos
        from one_each
        inner join quadrant_parents on one_each.parent_population = quadrant_parents.parent_population
        where one_each.population like 'CCR7_CD45RA_'
        group by one_each.subject_id, one_each.parent_population
    ),
    lineages as (
        select
            one_each.subject_id,
            one_each.parent_population,
            {{ percent_of('CD4+') }} as cd4,
            {{ percent_of('CD8+') }} as cd8
        from one_each
        group by one_each.subject_id, one_each.parent_population
    ),
    -- Either parent gives the ratio, as long as both lineages are of the same one. CD3+ speaks first.
    ratios as (
        select
            lineages.subject_id,
            coalesce(
                max(lineages.cd4 / nullif(lineages.cd8, 0)) filter (where lineages.parent_population = 'CD3+'),
                max(lineages.cd4 / nullif(lineages.cd8, 0)) filter (
                    where lineages.parent_population = '{{ var("apheresis_quadrant_parent") }}'
                )
            ) as cd4_cd8_ratio
        from lineages
        group by lineages.subject_id
    ),
    subjects as (select distinct one_each.subject_id from one_each)
select
    subjects.subject_id,
    quadrants.parent_population as apheresis_quadrant_parent,
    quadrants.pos_pos as apheresis_ccr7pos_cd45rapos_percent,
    quadrants.pos_neg as apheresis_ccr7pos_cd45raneg_percent,
    quadrants.neg_neg as apheresis_ccr7neg_cd45raneg_percent,
    quadrants.neg_pos as apheresis_ccr7neg_cd45rapos_percent,
    ratios.cd4_cd8_ratio as apheresis_cd4_cd8_ratio
from subjects
left join quadrants on subjects.subject_id = quadrants.subject_id
left join ratios on subjects.subject_id = ratios.subject_id
