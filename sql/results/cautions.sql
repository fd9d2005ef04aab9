/*
about: 'What to beware of in an analysis: a component that covariate and outcome share, or a covariate that may come after the outcome has begun.'
grain: [analysis, covariate, outcome, kind]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  covariate: {about: Covariate, tests: [not_null]}
  outcome: {about: Outcome, tests: [not_null]}
  kind: {about: Kind of caution, tests: [{accepted: [shared_component, after_the_outcome]}]}
  caution: {about: The caution in words, tests: [not_null]}
  beside: {about: 'Analysis that answers it: with the component held fixed, or without those in whom the outcome had begun'}
reference: 'Components are declared in seeds/shared_components.csv, days in seeds/observation_days.csv'
*/
with
    estimates as (select * from {{ results('estimates') }} as estimates),
    registered as (select * from {{ ref('feature_registry') }}),
    components as (select * from {{ ref('shared_components') }}),
    days as (select * from {{ ref('observation_days') }}),
    pairs as (
        select distinct estimates.analysis, estimates.method, estimates.family, estimates.covariate, estimates.outcome
        from estimates
    ),
    shared as (
        select
            pairs.analysis,
            pairs.covariate,
            pairs.outcome,
            'shared_component' as kind,
            'covariate and outcome share '
            || string_agg(distinct of_covariate.component, ' and ' order by of_covariate.component)
            || ': part of any association between them is arithmetic' as caution
        from pairs
        inner join components as of_covariate on pairs.covariate like of_covariate.pattern
        inner join
            components as of_outcome
            on pairs.outcome like of_outcome.pattern
            and of_covariate.component = of_outcome.component
        -- Where the component is held fixed there is nothing left to beware of.
        where pairs.method <> 'partial_spearman'
        group by pairs.analysis, pairs.covariate, pairs.outcome
    ),
    after as (
        select
            pairs.analysis,
            pairs.covariate,
            pairs.outcome,
            'after_the_outcome' as kind,
            'measured up to day '
            || of_covariate.day
            || ', when the outcome may have begun (from day '
            || of_outcome.day
            || '): it may follow the outcome rather than foretell it' as caution
        from pairs
        inner join registered on pairs.covariate = registered.feature
        inner join days as of_covariate on of_covariate.kind = 'covariate' and registered.timepoint = of_covariate.name
        inner join
            days as of_outcome
            on of_outcome.kind = 'outcome'
            and pairs.outcome = of_outcome.name
            and of_covariate.day > of_outcome.day
        where pairs.family <> 'landmark'
    ),
    cautions as (
        select *
        from shared
        union all
        select *
        from after
    ),
    answers as (
        select
            pairs.covariate,
            pairs.outcome,
            case
                when pairs.method = 'partial_spearman'
                then 'shared_component'
                when pairs.family = 'landmark'
                then 'after_the_outcome'
            end as kind,
            min(pairs.analysis) as analysis
        from pairs
        group by all
    )
select
    cautions.analysis, cautions.covariate, cautions.outcome, cautions.kind, cautions.caution, answers.analysis as beside
from cautions
left join
    answers
    on cautions.covariate = answers.covariate
    and cautions.outcome = answers.outcome
    and cautions.kind = answers.kind
