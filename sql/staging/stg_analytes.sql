/*
about: 'Serum proteins and clinical chemistry over time, one row for each result.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  sample_date: {about: Date of the sample}
  visit: {about: Visit as the study names it}
  specimen: {about: Specimen; serum when the study does not say}
  laboratory: {about: Laboratory that measured}
  platform: {about: 'Assay platform in the spelling of the registry, else as received, else not stated', tests: [not_null]}
  analyte: {about: 'Analyte in the spelling of the registry, else as received in lower case', tests: [not_null]}
  is_registered: {about: Whether the registry knows the analyte, tests: [not_null]}
  unit_received: {about: Unit as received}
  unit: {about: 'Canonical unit of a registered analyte, else as received'}
  result_received: {about: Result as received}
  value: {about: 'Number of the result, in the unit of the row', tests: [{min: 0}]}
  qualifier: {about: 'Sign of the result: =, <, <=, >, >='}
  note: {about: 'Mark beside the result, such as *'}
  lloq: {about: 'Lower limit of quantification, or the number behind < when only that is given, in the unit of the row'}
  uloq: {about: 'Upper limit of quantification, or the number behind > when only that is given, in the unit of the row'}
  is_below_limit: {about: Below the limit of quantification, tests: [not_null]}
  is_above_limit: {about: Above the limit of quantification, tests: [not_null]}
  upper_limit_normal: {about: 'The laboratory''s own upper limit of normal in the unit of the row'}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
reference: 'UCUM: annotations carry no meaning and arbitrary units do not convert by rule, so a factor belongs to an analyte and a unit'
*/
with
    received as (select * from {{ source('raw', 'analytes') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    ),
    names as (select names.spelling, names.analyte from {{ ref('analyte_names') }} as names),
    factors as (
        select units.analyte, units.unit, units.canonical_unit, cast(units.factor as double) as factor
        from {{ ref('units') }} as units
    ),
    platforms as (select platforms.spelling, platforms.platform from {{ ref('platforms') }} as platforms),
    typed as (
        select
            {{ as_id('received.subject_id') }} as subject_id,
            {{ study_day('received.study_day', 'received.sample_date') }} as study_day,
            {{ as_date('received.sample_date') }} as sample_date,
            {{ as_text('received.visit') }} as visit,
            {{ as_text('received.specimen') }} as specimen,
            {{ as_text('received.laboratory') }} as laboratory,
            {{ as_text('received.platform') }} as platform,
            {{ as_text('received.analyte') }} as analyte,
            {{ as_text('received.result') }} as result_received,
            {{ result_value('received.result') }} as value,
            {{ result_qualifier('received.result') }} as qualifier,
            {{ result_note('received.result') }} as note,
            {{ as_text('received.unit') }} as unit,
            {{ as_number('received.lloq') }} as lloq,
            {{ as_number('received.uloq') }} as uloq,
            {{ as_number('received.upper_limit_normal') }} as upper_limit_normal,
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
    typed.laboratory,
    coalesce(platforms.platform, typed.platform, 'not stated') as platform,
    coalesce(names.analyte, lower(typed.analyte)) as analyte,
    names.analyte is not null as is_registered,
    typed.unit as unit_received,
    coalesce(factors.canonical_unit, typed.unit) as unit,
    typed.result_received,
    typed.value * coalesce(factors.factor, 1.0) as value,
    typed.qualifier,
    typed.note,
    {{ lower_limit('typed.value', 'typed.qualifier', 'typed.lloq') }} * coalesce(factors.factor, 1.0) as lloq,
    {{ upper_limit('typed.value', 'typed.qualifier', 'typed.uloq') }} * coalesce(factors.factor, 1.0) as uloq,
    {{ is_below_limit('typed.value', 'typed.qualifier', 'typed.lloq') }} as is_below_limit,
    {{ is_above_limit('typed.value', 'typed.qualifier', 'typed.uloq') }} as is_above_limit,
    typed.upper_limit_normal * coalesce(factors.factor, 1.0) as upper_limit_normal,
    typed.is_subject_id_trimmed,
    typed.source_file,
    typed.source_sheet,
    typed.source_row
from typed
left join names on {{ spelling('typed.analyte') }} = names.spelling
left join factors on names.analyte = factors.analyte and {{ unit_spelling('typed.unit') }} = factors.unit
left join platforms on {{ spelling('typed.platform') }} = platforms.spelling
