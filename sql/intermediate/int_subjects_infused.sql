/*
about: 'Whether each subject was infused, and what says so.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  is_infused: {about: Whether the product was infused, tests: [not_null]}
  infused_by: {about: 'What says so: the number of cells infused; the date of infusion; a record of a study day after infusion; no_date, where other subjects of the study have one; nothing_known, where none has', tests: [not_null, {accepted: [cells, date, record, no_date, nothing_known]}]}
reference: 'Of 111 subjects enrolled in ZUMA-1 101 were infused (Neelapu 2017): who had leukapheresis alone stands in the file of subjects, without a date of infusion'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    products as (select * from {{ ref('int_products_infused') }}),
    studies as (select * from {{ ref('int_infusions_dated') }}),
    -- A study day counts from the infusion: without its date it can only be one that the study itself gives.
    records as (
        {% for source in ['car_t_levels', 'analytes', 'responses', 'lesions'] %}
            select subject_id
            from {{ ref('stg_' ~ source) }}
            where study_day > 0
            union all
        {% endfor %}
        select subject_id
        from {{ ref('stg_toxicities') }}
        where study_day >= 0
    ),
    recorded as (select records.subject_id from records group by records.subject_id),
    judged as (
        select
            subjects.subject_id,
            products.car_t_cells_infused_million,
            case
                when products.car_t_cells_infused_million is not null
                then 'cells'
                when subjects.infusion_date is not null
                then 'date'
                when recorded.subject_id is not null
                then 'record'
                when studies.has_dates
                then 'no_date'
                else 'nothing_known'
            end as infused_by
        from subjects
        cross join studies
        left join products on subjects.subject_id = products.subject_id
        left join recorded on subjects.subject_id = recorded.subject_id
    )
select
    judged.subject_id,
    case
        judged.infused_by when 'cells' then judged.car_t_cells_infused_million > 0 when 'no_date' then false else true
    end as is_infused,
    judged.infused_by
from judged
