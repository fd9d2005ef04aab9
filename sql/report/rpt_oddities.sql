/*
about: 'What looks wrong in the data, counted for each rule; marts.oddities has the records.'
grain: []
columns:
  rule: {about: Rule, tests: [not_null]}
  severity: {about: Severity, tests: [not_null]}
  source: {about: Source of the records, tests: [not_null]}
  n_rows: {about: Oddities, tests: [{min: 1}]}
  n_subjects: {about: Subjects concerned}
  about: {about: What is odd and what was done}
  answer: {about: What the study answers}
  because: {about: Why}
*/
with oddities as (select * from {{ ref('oddities') }})
select
    oddities.rule,
    oddities.severity,
    oddities.source,
    count(*) as n_rows,
    count(distinct oddities.subject_id) as n_subjects,
    oddities.about,
    oddities.answer,
    oddities.because
from oddities
group by oddities.rule, oddities.severity, oddities.source, oddities.about, oddities.answer, oddities.because
