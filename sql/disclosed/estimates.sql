/*
about: 'The primary estimate of each analysis of two quantities. Hidden when few subjects, few events, or few of a compared group went in. None of two quantities with two values each: it would be their four counts in other words.'
grain: [analysis, covariate, outcome, term]
columns:
  analysis: {is: label, about: Analysis}
  figure: {is: label, about: Figure of the publication it repeats}
  covariate: {is: label, about: Covariate}
  outcome: {is: label, about: Outcome}
  method: {is: label, about: Method}
  term: {is: label, about: 'What the estimate is of, in words'}
  estimate_name: {is: label, about: Kind of estimate}
  n: {is: count, about: Subjects that went in}
  n_events: {is: count, about: Subjects with the outcome}
  n_others: {is: count, about: Subjects without it}
  n_smallest_group: {is: count, about: 'Subjects in the smallest of the groups that are compared, of all days of a course; of a trend over quarters, or of curves of survival, with or without the event in one of them; taken for 0 where a screen does not tell'}
  estimate: {is: number, about: Estimate}
  ci_low: {is: number, about: Lower end of the 95 % interval}
  ci_high: {is: number, about: Upper end of the 95 % interval}
  p_value: {is: number, about: P value}
*/
with
    estimates as (select * from results.estimates where is_primary and status = 'ok'),
    methods as (select distinct analysis, method from estimates),
    observed as (
        select observations.*, methods.method
        from results.observations as observations
        inner join methods on observations.analysis = methods.analysis
    ),
    -- Whoever lacks a value is in no group: some methods have both quantities, some one and a group.
    paired as (select analysis from observed group by analysis having count(y) > 0),
    used as (
        select observed.*
        from observed
        left join paired on observed.analysis = paired.analysis
        where observed.x is not null and (paired.analysis is null or observed.y is not null)
    ),
    kinds as (
        select
            analysis,
            count(distinct x) <= 2 and method <> 'time_course' as is_of_two_values,
            count(distinct y) between 1 and 2 as is_against_two_values,
            count(group_label) > 0 as is_of_groups
        from used
        group by analysis, method
    ),
    grouped as (
        select analysis, count(distinct subject_id) as n
        from used
        where group_label is not null
        group by analysis, group_label, case when method = 'time_course' then x end
        union all by name
        select used.analysis, count(distinct used.subject_id) as n
        from used
        inner join kinds on used.analysis = kinds.analysis
        where kinds.is_of_two_values
        group by used.analysis, used.x
        union all by name
        select used.analysis, count(distinct used.subject_id) as n
        from used
        inner join kinds on used.analysis = kinds.analysis
        where kinds.is_against_two_values
        group by used.analysis, used.y
        union all by name
        select quartiles.analysis, least(quartiles.n_events, quartiles.n - quartiles.n_events) as n
        from results.analysis_quartiles as quartiles
        inner join methods on quartiles.analysis = methods.analysis
        where methods.method = 'quartile_trend'
        union all by name
        select analysis, least(count(*) filter (where y = 1), count(*) filter (where y = 0)) as n
        from used
        where method = 'kaplan_meier' and group_label is not null
        group by analysis, group_label
    ),
    smallest as (select analysis, min(n) as n from grouped group by analysis),
    -- A screen keeps no observations. Its pairs tell: each n is of two groups, so that three or more pairs give each.
    pairs as (
        select
            analysis, covariate, outcome, n, unnest([split_part(term, ' vs ', 1), split_part(term, ' vs ', 2)]) as label
        from results.estimates
        where is_primary and method = 'screen' and estimate_name = 'mean_rank_difference'
    ),
    labels as (select analysis, covariate, outcome, label, sum(n) as n, count(*) as n_pairs from pairs group by all),
    wholes as (
        select analysis, covariate, outcome, count(*) as n_groups, sum(n) / 2 / nullif(count(*) - 1, 0) as n
        from labels
        group by all
    ),
    smallest_of_screen as (
        select
            labels.analysis,
            labels.covariate,
            labels.outcome,
            -- Not where a pair is missing, or a name was cut in two: then they tell nothing.
            case
                when bool_and(labels.n_pairs = wholes.n_groups - 1)
                then min((labels.n - wholes.n) / nullif(wholes.n_groups - 2, 0))::bigint
            end as n
        from labels
        inner join
            wholes
            on labels.analysis = wholes.analysis
            and labels.covariate = wholes.covariate
            and labels.outcome = wholes.outcome
        group by all
    ),
    -- What a screen's covariate may be, when it is a feature: of another, nobody here knows how many values it has.
    several_values as (select feature from marts.features group by feature having count(distinct value) > 2)
select
    estimates.analysis,
    estimates.figure,
    estimates.covariate,
    estimates.outcome,
    estimates.method,
    estimates.term,
    estimates.estimate_name,
    estimates.n,
    estimates.n_events,
    estimates.n - estimates.n_events as n_others,
    case
        when estimates.method <> 'screen'
        then smallest.n
        when several_values.feature is null
        then 0
        when estimates.estimate_name = 'mean_rank_difference'
        then coalesce(smallest_of_screen.n, 0)
    end as n_smallest_group,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.p_value
from estimates
left join smallest on estimates.analysis = smallest.analysis
left join
    smallest_of_screen
    on estimates.analysis = smallest_of_screen.analysis
    and estimates.covariate = smallest_of_screen.covariate
    and estimates.outcome = smallest_of_screen.outcome
left join several_values on estimates.covariate = several_values.feature
left join kinds on estimates.analysis = kinds.analysis
where not coalesce(kinds.is_of_two_values and (kinds.is_against_two_values or kinds.is_of_groups), false)
