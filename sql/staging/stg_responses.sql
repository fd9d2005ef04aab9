/*
about: 'Disease response assessments, one row for each assessment, or one for the best overall response of a subject.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  assessment_date: {about: Date of the assessment}
  visit: {about: Visit as the study names it}
  response: {about: Overall response at this assessment; non-PD where no more is told, tests: [not_null]}
  is_best_overall: {about: 'Whether it is the best over the whole follow-up as the study judged it, not an assessment', tests: [not_null]}
  criterion: {about: 'Response criterion and year, such as Cheson 2007'}
  assessor: {about: Who assessed}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'responses') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    )
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ study_day('received.study_day', 'received.assessment_date') }} as study_day,
    {{ as_date('received.assessment_date') }} as assessment_date,
    {{ as_text('received.visit') }} as visit,
    {{ as_code('received.response', ['CR', 'PR', 'SD', 'PD', 'NE', 'non-PD']) }} as response,
    coalesce({{ as_boolean('received.is_best_overall') }}, false) as is_best_overall,
    {{ as_text('received.criterion') }} as criterion,
    {{ as_code('received.assessor', ['investigator', 'independent']) }} as assessor,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
