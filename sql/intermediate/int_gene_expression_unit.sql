/*
about: 'The one unit of gene expression that is used in the whole study; no row when it has several and none is the wanted one.'
grain: [unit]
columns:
  unit: {about: 'Unit. Counts and their logarithms are not one scale'}
*/
with
    expressions as (select * from {{ ref('stg_gene_expression') }}),
    chosen as (select {{ wanted_or_only('expressions.unit', var('gene_expression_unit')) }} as unit from expressions)
select chosen.unit
from chosen
where chosen.unit is not null
