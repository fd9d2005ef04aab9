/*
about: 'Expression of the genes that Locke 2020 names, in the last tumour biopsy before conditioning.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_il1a_expression: {about: IL1A in the unit of the setting gene_expression_unit}
  tumor_il6_expression: {about: IL6 in that unit}
  tumor_cd14_expression: {about: CD14 in that unit}
  tumor_cd68_expression: {about: CD68 in that unit}
reference: 'Locke 2020, Results: expression of IL1A, CD68, IL6 and CD14 against tumour burden'
*/
with
    expressions as (select * from {{ ref('stg_gene_expression') }}),
    subjects as (select * from {{ ref('int_subjects_anchored') }}),
    units as (select * from {{ ref('int_gene_expression_unit') }}),
    -- A biopsy after conditioning shows a treated tumour.
    latest as (
        select expressions.*
        from expressions
        inner join units on expressions.unit = units.unit
        inner join subjects on expressions.subject_id = subjects.subject_id
        where expressions.study_day <= coalesce(subjects.conditioning_day, {{ var('baseline_last_day') }})
        qualify
            row_number() over (
                partition by expressions.subject_id, expressions.gene
                order by
                    expressions.study_day desc,
                    expressions.source_row desc,
                    expressions.source_file desc,
                    expressions.expression desc
            )
            = 1
    )
select
    latest.subject_id,
    max(latest.expression) filter (where latest.gene = 'IL1A') as tumor_il1a_expression,
    max(latest.expression) filter (where latest.gene = 'IL6') as tumor_il6_expression,
    max(latest.expression) filter (where latest.gene = 'CD14') as tumor_cd14_expression,
    max(latest.expression) filter (where latest.gene = 'CD68') as tumor_cd68_expression
from latest
group by latest.subject_id
