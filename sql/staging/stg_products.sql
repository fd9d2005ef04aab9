/*
about: 'The infused product, one row for each product lot.'
grain: []
columns:
  subject_id: {about: Subject, tests: [not_null]}
  product_lot: {about: Manufacturing lot}
  product_name: {about: 'Product, such as axicabtagene ciloleucel'}
  car_t_cells_infused_million: {unit: '10*6{cells}', about: Viable CAR-positive T cells infused}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'All viable T cells infused, CAR-positive or not'}
  viable_cells_infused_million: {unit: '10*6{cells}', about: All viable cells infused}
  viability_percent: {about: Viable cells among all cells of the product}
  transduction_percent: {about: CAR-positive cells among viable T cells}
  vector_copy_number: {about: Vector copies per transduced cell}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma released by the product in coculture with CD19-positive target cells, tests: [{min: 0}]}
  coculture_ifng_qualifier: {about: Sign before that number}
  coculture_effector_to_target: {about: 'Effector-to-target ratio of that coculture, such as 1:1'}
  coculture_hours: {unit: h, about: Duration of that coculture}
  is_subject_id_trimmed: {about: Whether blanks around the identifier were cut off}
  source_file: {about: File the row came from}
  source_sheet: {about: Sheet of that file}
  source_row: {about: Record number in that file}
*/
with received as (select * from {{ source('raw', 'products') }})
select
    {{ as_id('received.subject_id') }} as subject_id,
    {{ as_text('received.product_lot') }} as product_lot,
    {{ as_text('received.product_name') }} as product_name,
    {{ as_number('received.car_t_cells_infused_million') }} as car_t_cells_infused_million,
    {{ as_number('received.viable_t_cells_infused_million') }} as viable_t_cells_infused_million,
    {{ as_number('received.viable_cells_infused_million') }} as viable_cells_infused_million,
    {{ as_percent('received.viability_percent') }} as viability_percent,
    {{ as_percent('received.transduction_percent') }} as transduction_percent,
    {{ as_number('received.vector_copy_number') }} as vector_copy_number,
    {{ result_value('received.coculture_ifng') }} as coculture_ifng_pg_ml,
    {{ result_qualifier('received.coculture_ifng') }} as coculture_ifng_qualifier,
    {{ as_text('received.coculture_effector_to_target') }} as coculture_effector_to_target,
    {{ as_number('received.coculture_hours') }} as coculture_hours,
    {{ is_id_trimmed('received.subject_id') }} as is_subject_id_trimmed,
    received.source_file,
    received.source_sheet,
    received.source_row
from received
