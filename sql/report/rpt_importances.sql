/*
about: 'What each forest needs of each covariate, in words, with the direction the covariate has when it stands alone.'
grain: [analysis, covariate]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  covariate: {about: Covariate}
  covariate_label: {about: Covariate in words}
  outcome: {about: Outcome of the forest}
  outcome_label: {about: Outcome in words}
  n: {about: Subjects with an outcome and a value}
  n_missing: {about: Subjects with an outcome and no value}
  importance: {about: 'Permutation importance, out of the bag'}
  importance_sd: {about: Its standard deviation over seeds}
  p_value: {about: P against shuffled outcomes}
  importance_rank: {about: 'Rank, 1 for the greatest'}
  rank_low: {about: 'Rank that 2.5 % of seeds fall below'}
  rank_median: {about: Median rank over seeds}
  rank_high: {about: 'Rank that 2.5 % of seeds exceed'}
  n_seeds: {about: Forests of other seeds}
  n_permutations: {about: Forests of a shuffled outcome}
  decision: {about: 'Relevant at all: confirmed, tentative or rejected, beside shuffled copies of the covariates'}
  shadow_hits: {about: Runs in which it was more important than every shuffled copy}
  shadow_runs: {about: Runs beside shuffled copies}
  note: {about: 'Why there is no number, or what to know'}
  direction: {about: 'Whether more of it goes with more of the outcome (1) or less (-1), alone'}
  direction_p_value: {about: P of that association alone}
reference: 'Locke 2020, Figure 7E: the direction is that of the screens, not of the forest, which has none'
*/
with
    importances as (select * from {{ ref('importances') }}),
    estimates as (select * from {{ ref('estimates') }}),
    covariates as (select * from {{ ref('feature_registry') }}),
    outcomes as (select * from {{ ref('outcome_registry') }}),
    forests as (select estimates.analysis, estimates.outcome from estimates where estimates.method = 'random_forest'),
    directions as (
        select
            estimates.covariate,
            estimates.outcome,
            estimates.p_value,
            -- An odds ratio says by its side of 1 what a correlation says by its sign.
            sign(
                case
                    when estimates.estimate_name like 'odds_ratio%' then ln(estimates.estimate) else estimates.estimate
                end
            ) as direction
        from estimates
        where
            estimates.method = 'screen'
            and estimates.is_primary
            and (estimates.estimate_name like 'odds_ratio%' or estimates.estimate_name = 'spearman_rho')
        -- The screen with the most subjects speaks, should two ask the same.
        qualify
            row_number() over (
                partition by estimates.covariate, estimates.outcome
                order by estimates.n desc, estimates.analysis, estimates.estimate_name, estimates.term, estimates.subset
            )
            = 1
    )
select
    importances.analysis,
    importances.covariate,
    coalesce(covariates.label, importances.covariate) as covariate_label,
    forests.outcome,
    coalesce(outcomes.label, measured.label, forests.outcome) as outcome_label,
    importances.n,
    importances.n_missing,
    importances.importance,
    importances.importance_sd,
    importances.p_value,
    importances.importance_rank,
    importances.rank_low,
    importances.rank_median,
    importances.rank_high,
    importances.n_seeds,
    importances.n_permutations,
    importances.decision,
    importances.shadow_hits,
    importances.shadow_runs,
    importances.note,
    directions.direction,
    directions.p_value as direction_p_value
from importances
left join forests on importances.analysis = forests.analysis
left join covariates on importances.covariate = covariates.feature
left join outcomes on forests.outcome = outcomes.outcome
left join covariates as measured on forests.outcome = measured.feature
left join directions on importances.covariate = directions.covariate and forests.outcome = directions.outcome
