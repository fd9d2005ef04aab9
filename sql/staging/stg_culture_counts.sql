/*
about: 'Total viable cells counted while the product grew, one row for each count.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  product_lot: {about: Manufacturing lot}
  culture_day: {unit: d, about: Day of culture; day 0 is stimulation, tests: [not_null]}
  stage: {about: 'Process step, such as transduction or harvest'}
  viable_cells_million: {unit: '10*6{cells}', about: Total viable cells in culture, tests: [not_null]}
  removed_percent: {about: Part of the culture removed just after this count (samples or splits)}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with received as (select * from {{ source('raw', 'culture_counts') }})
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ as_text('received.product_lot') }} as product_lot,
    {{ as_number('received.culture_day') }} as culture_day,
    {{ as_text('received.stage') }} as stage,
    {{ as_number('received.viable_cells_million') }} as viable_cells_million,
    {{ as_percent('received.removed_percent') }} as removed_percent,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
