/*
about: 'CAR T-cell levels over time, one row for each measurement.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  sample_date: {about: Date of the sample}
  visit: {about: Visit as the study names it}
  specimen: {about: Specimen; blood when the study does not say}
  assay: {about: Method}
  unit: {about: Unit of result and limits}
  result_received: {about: Result as received}
  value: {about: 'Number of the result, in the unit of the row', tests: [{min: 0}]}
  qualifier: {about: 'Sign of the result: =, <, <=, >, >='}
  note: {about: 'Mark beside the result, such as *'}
  lloq: {about: 'Lower limit of quantification, or the number behind < when only that is given, in the unit of the row'}
  uloq: {about: 'Upper limit of quantification, or the number behind > when only that is given, in the unit of the row'}
  is_below_limit: {about: Below the limit of quantification, tests: [not_null]}
  is_above_limit: {about: Above the limit of quantification, tests: [not_null]}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'car_t_levels') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    ),
    typed as (
        select
            {{ as_id('received.subject_id') }} as subject_id,
            {{ study_day('received.study_day', 'received.sample_date') }} as study_day,
            {{ as_date('received.sample_date') }} as sample_date,
            {{ as_text('received.visit') }} as visit,
            {{ as_text('received.specimen') }} as specimen,
            {{ as_code('received.assay', ['qpcr', 'ddpcr', 'flow']) }} as assay,
            {{ as_text('received.result') }} as result_received,
            {{ result_value('received.result') }} as value,
            {{ result_qualifier('received.result') }} as qualifier,
            {{ result_note('received.result') }} as note,
            {{ as_code('received.unit', ['cells/uL', 'copies/ug']) }} as unit,
            {{ as_number('received.lloq') }} as lloq,
            {{ as_number('received.uloq') }} as uloq,
            {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
            received.source_file,
            received.source_sheet,
            received.source_row
        from received
        left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
    )
select
    typed.subject_id,
    typed.study_day,
    typed.sample_date,
    typed.visit,
    typed.specimen,
    typed.assay,
    typed.unit,
    typed.result_received,
    typed.value,
    typed.qualifier,
    typed.note,
    {{ lower_limit('typed.value', 'typed.qualifier', 'typed.lloq') }} as lloq,
    {{ upper_limit('typed.value', 'typed.qualifier', 'typed.uloq') }} as uloq,
    {{ is_below_limit('typed.value', 'typed.qualifier', 'typed.lloq') }} as is_below_limit,
    {{ is_above_limit('typed.value', 'typed.qualifier', 'typed.uloq') }} as is_above_limit,
    typed.is_subject_id_trimmed,
    typed.source_file,
    typed.source_sheet,
    typed.source_row
from typed
