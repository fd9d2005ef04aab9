/*
about: Infused subjects by one characteristic or outcome at a time, of those who have a value. Rare levels are joined. An outcome that nobody has counts as 0.
grain: [characteristic, level]
within: [characteristic]
columns:
  characteristic: {is: label, about: What the subjects are divided by}
  level: {is: label, about: Level of it}
  n: {is: count, about: Subjects}
*/
with
    infused as (
        select *, count(*) over (partition by disease_subtype) as n_of_subtype from marts.cohort where is_infused
    ),
    said as (
        select
            sex,
            -- The one free text here: what few are said to have may be a sentence about one of them.
            case
                when disease_subtype is not null and n_of_subtype < 5 then 'another subtype' else disease_subtype
            end as disease_subtype,
            case when disease_stage in ('I', 'II') then 'I or II' else disease_stage end as disease_stage,
            ecog::varchar as ecog,
            case when ipi_score <= 1 then '0 or 1' else ipi_score::varchar end as ipi_score,
            tumor_burden_group,
            case
                when best_response in ('SD', 'PD') then 'SD or PD' else nullif(best_response, 'NE')
            end as best_response,
            response_status,
            objective_response::varchar as objective_response,
            durable_response::varchar as durable_response,
            crs_grade3_or_higher::varchar as crs_grade3_or_higher,
            ne_grade3_or_higher::varchar as ne_grade3_or_higher
        from infused
    ),
    long as (from said unpivot (level for characteristic in (columns(*)))),
    found as (select characteristic, level, count(*) as n from long group by all),
    -- That nobody, and so that everybody, had an outcome tells of each of them.
    possible as (
        select characteristic, unnest(levels) as level
        from
            (
                values
                    ('best_response', ['CR', 'PR', 'SD or PD']),
                    ('response_status', ['durable', 'relapsed', 'nonresponder']),
                    ('objective_response', ['true', 'false']),
                    ('durable_response', ['true', 'false']),
                    ('crs_grade3_or_higher', ['true', 'false']),
                    ('ne_grade3_or_higher', ['true', 'false'])
            ) as outcomes(characteristic, levels)
        where characteristic in (select characteristic from found)
    )
select characteristic, level, coalesce(found.n, 0) as n
from found
full join possible using (characteristic, level)
