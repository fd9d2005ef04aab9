/*
about: 'Quartiles of every covariate over all infused subjects who have it: cut points, ranges and sizes.'
grain: [feature, quartile]
columns:
  feature: {about: Covariate}
  quartile: {about: 'Group 1 to 4, from low to high', tests: [{min: 1}, {max: 4}]}
  lower_cut: {about: 'Cut point below, not in the group; none for the first'}
  upper_cut: {about: 'Cut point above, in the group; none for the last'}
  minimum: {about: Lowest value in the group}
  maximum: {about: Highest value in the group}
  n: {about: Subjects in the group, tests: [{min: 0}]}
  n_total: {about: Subjects with a value, tests: [{min: 1}]}
  has_tied_cut: {about: 'Whether several subjects share a cut point, so that groups cannot be of equal size'}
reference: 'Locke 2020, Methods: minimum to Q1, Q1 to median, median to Q3, Q3 to maximum; type 7 cuts closed on the right (G27). ntile would split ties'
*/
with
    features as not materialized(
        select features.feature, features.value
        from {{ ref('features') }} as features
        left join {{ ref('subjects') }} as subjects on features.subject_id = subjects.subject_id
        where features.value is not null and coalesce(subjects.is_infused, true)
    ),
    quarters as (
        -- Asked for one by one, each would hold all values.
        select features.feature, count(*) as n_total, quantile_cont(features.value, [0.25, 0.5, 0.75]) as cuts
        from features
        group by features.feature
    ),
    cuts as (select feature, n_total, cuts[1] as first_cut, cuts[2] as second_cut, cuts[3] as third_cut from quarters),
    binned as not materialized(
        select
            features.feature,
            features.value,
            case
                when features.value <= cuts.first_cut
                then 1
                when features.value <= cuts.second_cut
                then 2
                when features.value <= cuts.third_cut
                then 3
                else 4
            end as quartile,
            case
                when features.value in (cuts.first_cut, cuts.second_cut, cuts.third_cut) then features.value
            end as tied_cut
        from features
        inner join cuts on features.feature = cuts.feature
    ),
    ties as (
        select binned.feature, count(binned.tied_cut) > count(distinct binned.tied_cut) as has_tied_cut
        from binned
        group by binned.feature
    ),
    groups as (
        select 1 as quartile
        union all
        select 2 as quartile
        union all
        select 3 as quartile
        union all
        select 4 as quartile
    )
select
    cuts.feature,
    groups.quartile,
    case
        groups.quartile when 2 then cuts.first_cut when 3 then cuts.second_cut when 4 then cuts.third_cut
    end as lower_cut,
    case
        groups.quartile when 1 then cuts.first_cut when 2 then cuts.second_cut when 3 then cuts.third_cut
    end as upper_cut,
    min(binned.value) as minimum,
    max(binned.value) as maximum,
    count(binned.value) as n,
    cuts.n_total,
    ties.has_tied_cut
from cuts
inner join ties on cuts.feature = ties.feature
cross join groups
left join binned on cuts.feature = binned.feature and groups.quartile = binned.quartile
group by all
