/*
about: 'One row for each treated subject, with what was known before conditioning.'
grain: [subject_id]
columns:
  subject_id: {about: Subject identifier used by every other source, tests: [not_null, unique]}
  site_id: {about: Site that treated the subject}
  birth_date: {about: Date of birth}
  age_years: {unit: a, about: Age at infusion}
  sex: {about: Sex}
  weight_kg: {unit: kg, about: Body weight at enrolment}
  disease_subtype: {about: 'Disease subtype as the study names it, such as DLBCL'}
  disease_stage: {about: Ann Arbor stage}
  ecog: {about: ECOG performance status}
  ipi_score: {about: International Prognostic Index}
  prior_lines: {about: Previous lines of therapy}
  enrolled_date: {about: Date of enrolment (leukapheresis)}
  conditioning_day: {unit: d, about: Study day of the first conditioning dose}
  conditioning_date: {about: Date of the first conditioning dose}
  infusion_date: {about: Date of CAR T-cell infusion (day 0)}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with received as (select * from {{ source('raw', 'subjects') }})
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ as_text('received.site_id') }} as site_id,
    {{ as_date('received.birth_date') }} as birth_date,
    {{ as_number('received.age_years') }} as age_years,
    {{ as_code('received.sex', ['female', 'male', 'other']) }} as sex,
    {{ as_number('received.weight_kg') }} as weight_kg,
    {{ as_text('received.disease_subtype') }} as disease_subtype,
    {{ as_code('received.disease_stage', ['I', 'II', 'III', 'IV']) }} as disease_stage,
    {{ as_integer('received.ecog') }} as ecog,
    {{ as_integer('received.ipi_score') }} as ipi_score,
    {{ as_integer('received.prior_lines') }} as prior_lines,
    {{ as_date('received.enrolled_date') }} as enrolled_date,
    {{ as_number('received.conditioning_day') }} as conditioning_day,
    {{ as_date('received.conditioning_date') }} as conditioning_date,
    {{ as_date('received.infusion_date') }} as infusion_date,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
