/*
about: 'The strongest rows of each screen and outcome: P, the false discovery rate within the family, and max-T where the screen was shuffled.'
grain: [row_order]
columns:
  analysis: {about: Screen, tests: [not_null]}
  figure: {about: Figure of the paper}
  covariate_label: {about: Covariate in words}
  outcome_label: {about: Outcome in words}
  term: {about: Contrast or level where there is one}
  n: {about: Subjects used}
  n_events: {about: Subjects with the outcome}
  n_tests: {about: Tests of this outcome in the screen}
  estimate_name: {about: What is estimated}
  estimate: {about: Estimate}
  ci_low: {about: Lower end of the 95 % interval}
  ci_high: {about: Upper end of the 95 % interval}
  p_value: {about: 'Two-sided P, not adjusted'}
  p_adjusted: {about: 'P adjusted for all covariates of the outcome, by max-T or for the pairs of groups by Holm'}
  adjustment: {about: Method of that adjustment}
  q_value: {about: False discovery rate over the primary rows of the family}
  caution: {about: 'What covariate and outcome share, or which of them came first'}
  row_order: {about: Place of the row}
reference: 'Benjamini and Hochberg 1995; Westfall and Young 1993'
*/
with
    estimates as (select * from {{ ref('estimates') }} where method = 'screen' and is_primary and p_value is not null),
    covariates as (select * from {{ ref('feature_registry') }}),
    outcomes as (select * from {{ ref('outcome_registry') }}),
    cautions as (
        select
            found.analysis,
            found.covariate,
            found.outcome,
            string_agg(found.caution, '; ' order by found.kind desc) as caution
        from {{ ref('cautions') }} as found
        group by found.analysis, found.covariate, found.outcome
    ),
    ranked as (
        select
            estimates.*,
            count(*) over (partition by estimates.analysis, estimates.outcome) as n_tests,
            row_number() over (
                partition by estimates.analysis, estimates.outcome
                order by
                    estimates.p_value, estimates.covariate, estimates.term, estimates.estimate_name, estimates.subset
            ) as place
        from estimates
    )
select
    ranked.analysis,
    ranked.figure,
    coalesce(covariates.label, ranked.covariate) as covariate_label,
    coalesce(outcomes.label, measured_outcomes.label, ranked.outcome) as outcome_label,
    case when ranked.term <> ranked.covariate then ranked.term end as term,
    ranked.n,
    ranked.n_events,
    ranked.n_tests,
    ranked.estimate_name,
    ranked.estimate,
    ranked.ci_low,
    ranked.ci_high,
    ranked.p_value,
    ranked.p_adjusted,
    ranked.adjustment,
    ranked.q_value,
    cautions.caution,
    row_number() over (order by ranked.figure, ranked.analysis, ranked.outcome, ranked.place) as row_order
from ranked
left join covariates on ranked.covariate = covariates.feature
left join outcomes on ranked.outcome = outcomes.outcome
left join covariates as measured_outcomes on ranked.outcome = measured_outcomes.feature
left join
    cautions
    on ranked.analysis = cautions.analysis
    and ranked.covariate = cautions.covariate
    and ranked.outcome = cautions.outcome
-- What is far from anything is not printed; results.estimates has it all.
where ranked.place <= 10
