/*
about: 'Tumour gene expression, one row for each gene of a sample.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  sample_date: {about: Date of the biopsy}
  specimen: {about: Specimen}
  platform: {about: Assay platform}
  gene: {about: HGNC gene symbol, tests: [not_null]}
  expression: {about: Normalised expression, tests: [not_null]}
  unit: {about: 'Unit, such as normalised counts'}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'gene_expression') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.sample_date') }} as study_day,
    {{ as_date('received.sample_date') }} as sample_date,
    {{ as_text('received.specimen') }} as specimen,
    {{ as_text('received.platform') }} as platform,
    {{ as_text('received.gene') }} as gene,
    {{ as_number('received.expression') }} as expression,
    {{ as_text('received.unit') }} as unit,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
