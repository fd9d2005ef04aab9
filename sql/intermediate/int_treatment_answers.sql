/*
about: 'Which files of treatments answer whether each was given. A file with a yes-or-no column has a row for a treatment that nobody got; a file of courses has not.'
grain: [source_file, category]
columns:
  source_file: {about: File}
  category: {about: Role of the treatment}
  has_answers: {about: 'Whether the file says of any such treatment if it was given', tests: [not_null]}
*/
with treatments as (select * from {{ ref('stg_treatments') }})
select treatments.source_file, treatments.category, count(treatments.is_given) > 0 as has_answers
from treatments
group by treatments.source_file, treatments.category
