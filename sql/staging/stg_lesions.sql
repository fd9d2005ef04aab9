/*
about: 'Tumour lesions, one row for each lesion and assessment.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  assessment_date: {about: Date of the assessment}
  lesion_id: {about: 'Lesion, the same at every assessment', tests: [not_null]}
  is_index: {about: Whether it is an index (target) lesion}
  location: {about: Anatomical site}
  longest_diameter_mm: {unit: mm, about: Longest diameter, tests: [{min: 0}]}
  perpendicular_diameter_mm: {unit: mm, about: Longest diameter perpendicular to it, tests: [{min: 0}]}
  assessor: {about: Who measured; not stated when the study does not say, tests: [not_null]}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'lesions') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.assessment_date') }} as study_day,
    {{ as_date('received.assessment_date') }} as assessment_date,
    {{ as_text('received.lesion_id') }} as lesion_id,
    {{ as_boolean('received.is_index') }} as is_index,
    {{ as_text('received.location') }} as location,
    {{ as_number('received.longest_diameter') }}
    * case {{ as_code('received.unit', ['mm', 'cm']) }} when 'cm' then 10.0 else 1.0 end as longest_diameter_mm,
    {{ as_number('received.perpendicular_diameter') }}
    * case {{ as_code('received.unit', ['mm', 'cm']) }} when 'cm' then 10.0 else 1.0 end as perpendicular_diameter_mm,
    coalesce({{ as_code('received.assessor', ['investigator', 'independent']) }}, 'not stated') as assessor,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
