/*
about: 'What was infused into each subject: cells added over lots where each was counted, attributes of the lot with most CAR T cells.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  product_lot: {about: Lot that gives the attributes}
  n_lots: {about: 'Lots, those set aside too', tests: [{min: 1}]}
  car_t_cells_infused_million: {unit: '10*6{cells}', about: Viable CAR-positive T cells, tests: [{min: 0}]}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'All viable T cells, as reported or from dose and transduction', tests: [{min: 0}]}
  viable_cells_infused_million: {unit: '10*6{cells}', about: All viable cells, tests: [{min: 0}]}
  car_t_dose_million_per_kg: {unit: '10*6{cells}/kg', about: CAR-positive T cells for each kilogram of body weight}
  viability_percent: {unit: '%', about: Viable cells among all cells}
  transduction_percent: {unit: '%', about: CAR-positive cells among viable T cells}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  coculture_ifng_qualifier: {about: Sign before that number}
reference: 'G8: the dose is set on CAR-positive cells, so a low transduction brings more T cells in all'
*/
with
    products as (select * from {{ ref('stg_products') }}),
    subjects as (select * from {{ ref('stg_subjects') }}),
    lots as (
        select
            products.*,
            coalesce(
                products.viable_t_cells_infused_million,
                products.car_t_cells_infused_million / nullif(products.transduction_percent / 100.0, 0)
            ) as viable_t_cells_million
        from products
    ),
    -- A lot that nobody counted is not a lot of no cells, nor is one that was set aside; marts.oddities says so.
    counted as (
        select subject_id, car_t_cells_infused_million, viable_t_cells_million, viable_cells_infused_million
        from lots
        union all
        select subject_id, null, null, null
        from {{ ref('stg_products_set_aside') }}
        where subject_id is not null
    ),
    added as (
        select
            counted.subject_id,
            count(*) as n_lots,
            {{ sum_of_all('counted.car_t_cells_infused_million') }} as car_t_cells_infused_million,
            {{ sum_of_all('counted.viable_t_cells_million') }} as viable_t_cells_infused_million,
            {{ sum_of_all('counted.viable_cells_infused_million') }} as viable_cells_infused_million
        from counted
        group by counted.subject_id
    ),
    main_lots as (
        select lots.*
        from lots
        qualify
            row_number() over (
                partition by lots.subject_id
                order by
                    lots.car_t_cells_infused_million desc nulls last,
                    lots.product_lot nulls last,
                    lots.source_file,
                    lots.source_row
            )
            = 1
    )
select
    added.subject_id,
    main_lots.product_lot,
    added.n_lots,
    added.car_t_cells_infused_million,
    added.viable_t_cells_infused_million,
    added.viable_cells_infused_million,
    added.car_t_cells_infused_million / nullif(subjects.weight_kg, 0) as car_t_dose_million_per_kg,
    main_lots.viability_percent,
    main_lots.transduction_percent,
    main_lots.coculture_ifng_pg_ml,
    main_lots.coculture_ifng_qualifier
from added
inner join main_lots on added.subject_id = main_lots.subject_id
left join subjects on added.subject_id = subjects.subject_id
