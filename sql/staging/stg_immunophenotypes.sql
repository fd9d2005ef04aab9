/*
about: 'Flow cytometry percentages, one row for each population of a sample.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  sample_type: {about: What was stained, tests: [not_null]}
  study_day: {unit: d, about: 'Days from infusion, from the study or its date'}
  sample_date: {about: Date of a blood sample}
  panel: {about: Staining panel}
  population_received: {about: Population as received}
  population: {about: 'Population in the spelling of the registry, else as received', tests: [not_null]}
  parent_population: {about: 'Population the percentage is of, in the spelling of the registry, else as received', tests: [not_null]}
  percent: {unit: "%", about: Percentage of the parent population, tests: [not_null]}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with
    received as (select * from {{ source('raw', 'immunophenotypes') }}),
    infusions as (
        select
            {{ as_id('subjects.subject_id') }} as subject_id, {{ as_date('subjects.infusion_date') }} as infusion_date
        from {{ source('raw', 'subjects') }} as subjects
    ),
    populations as (select populations.spelling, populations.population from {{ ref('populations') }} as populations),
    typed as (
        select
            {{ as_id('received.subject_id') }} as subject_id,
            {{ as_code('received.sample_type', ['apheresis', 'product', 'blood']) }} as sample_type,
            {{ study_day('received.study_day', 'received.sample_date') }} as study_day,
            {{ as_date('received.sample_date') }} as sample_date,
            {{ as_text('received.panel') }} as panel,
            {{ as_text('received.population') }} as population,
            {{ as_text('received.parent_population') }} as parent_population,
            {{ as_percent('received.percent') }} as percent,
            {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
            received.source_file,
            received.source_sheet,
            received.source_row
        from received
        left join infusions on {{ as_id('received.subject_id') }} = infusions.subject_id
    )
select
    typed.subject_id,
    typed.sample_type,
    typed.study_day,
    typed.sample_date,
    typed.panel,
    typed.population as population_received,
    coalesce(populations.population, typed.population) as population,
    coalesce(parents.population, typed.parent_population) as parent_population,
    typed.percent,
    typed.is_subject_id_trimmed,
    typed.source_file,
    typed.source_sheet,
    typed.source_row
from typed
left join populations on {{ spelling_without_blanks('typed.population') }} = populations.spelling
left join populations as parents on {{ spelling_without_blanks('typed.parent_population') }} = parents.spelling
