/*
about: 'Doubling time of the product in culture, from the count after transduction to the harvest.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  product_lot: {about: Lot that was counted}
  first_day: {unit: d, about: Culture day of the first count used}
  last_day: {unit: d, about: Culture day of the last count used}
  fold_expansion: {about: 'Growth between them, with what was removed put back'}
  growth_rate_per_day: {unit: 1/d, about: Natural logarithm of the growth over days}
  doubling_time_days: {unit: d, about: 'Doubling time; missing when the culture did not grow', tests: [{min: 0}]}
  missing_reason: {about: Why there is no doubling time, tests: [{accepted: [fewer_than_two_counts, all_removed, no_growth]}]}
reference: 'G1: days * ln 2 / ln(N2 / N1) of all viable cells; medians of Locke 2020: 1.6 d in responders, 2.1 d in others'
*/
with
    counts as (
        select *, coalesce(product_lot, 'not stated') as lot, lower(coalesce(stage, '')) as lower_stage
        from {{ ref('stg_culture_counts') }}
        where viable_cells_million > 0
    ),
    products as (select * from {{ ref('int_products_infused') }}),
    -- The lot that was infused, else the first; two counts of one day are the later record.
    one_a_day as (
        select
            counts.*,
            dense_rank() over (
                partition by counts.subject_id
                order by case when counts.product_lot = products.product_lot then 0 else 1 end, counts.lot
            ) as lot_order
        from counts
        left join products on counts.subject_id = products.subject_id
        qualify
            row_number() over (
                partition by counts.subject_id, counts.lot, counts.culture_day
                order by counts.source_row desc, counts.source_file desc, counts.viable_cells_million desc
            )
            = 1
    ),
    lot_counts as (select * from one_a_day where lot_order = 1),
    -- The clock starts after transduction: stimulated cells lag and die for some days, which would stretch every
    -- doubling time.
    bounds as (
        select
            lot_counts.subject_id,
            coalesce(
                min(lot_counts.culture_day) filter (where lot_counts.lower_stage like '%transduc%'),
                min(lot_counts.culture_day) filter (
                    where lot_counts.culture_day >= {{ var('doubling_time_first_day') }}
                )
            ) as first_day,
            coalesce(
                max(lot_counts.culture_day) filter (where lot_counts.lower_stage like '%harvest%'),
                max(lot_counts.culture_day)
            ) as last_day
        from lot_counts
        group by lot_counts.subject_id
    ),
    -- What a sample took away would have grown with the rest: every later count is divided by the part that stayed.
    growth as (
        select
            bounds.subject_id,
            bounds.first_day,
            bounds.last_day,
            max(lot_counts.viable_cells_million) filter (
                where lot_counts.culture_day = bounds.first_day
            ) as first_cells,
            max(lot_counts.viable_cells_million) filter (where lot_counts.culture_day = bounds.last_day) as last_cells,
            {{ ordered_sum('ln(nullif(1 - lot_counts.removed_percent / 100.0, 0))') }} filter (
                where lot_counts.culture_day < bounds.last_day
            ) as log_part_kept,
            coalesce(
                bool_or(lot_counts.removed_percent >= 100 and lot_counts.culture_day < bounds.last_day), false
            ) as is_all_removed
        from bounds
        inner join
            lot_counts
            on bounds.subject_id = lot_counts.subject_id
            and lot_counts.culture_day between bounds.first_day and bounds.last_day
        group by bounds.subject_id, bounds.first_day, bounds.last_day
    ),
    -- Cells counted after all were removed grew from none that are known.
    rates as (
        select
            growth.*,
            case
                when not growth.is_all_removed
                then ln(growth.last_cells / growth.first_cells) - coalesce(growth.log_part_kept, 0)
            end as log_growth,
            growth.last_day - growth.first_day as days
        from growth
    ),
    subjects as (select distinct subject_id, lot from lot_counts)
select
    subjects.subject_id,
    nullif(subjects.lot, 'not stated') as product_lot,
    rates.first_day,
    rates.last_day,
    case when rates.days > 0 then exp(rates.log_growth) end as fold_expansion,
    case when rates.days > 0 then rates.log_growth / rates.days end as growth_rate_per_day,
    case
        when rates.days > 0 and rates.log_growth > 0 then rates.days * ln(2.0) / rates.log_growth
    end as doubling_time_days,
    case
        when rates.days is null or rates.days <= 0
        then 'fewer_than_two_counts'
        when rates.is_all_removed
        then 'all_removed'
        when rates.log_growth <= 0
        then 'no_growth'
    end as missing_reason
from subjects
left join rates on subjects.subject_id = rates.subject_id
