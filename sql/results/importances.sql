/*
about: 'What each forest needs of each covariate.'
grain: [analysis, covariate]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  covariate: {about: Covariate, tests: [not_null]}
  n: {about: Subjects with an outcome and a value}
  n_missing: {about: Subjects with an outcome and no value}
  importance: {about: 'Permutation importance, out of the bag'}
  importance_sd: {about: Its standard deviation over seeds}
  p_value: {about: 'P against shuffled outcomes (Altmann 2010)', tests: [{min: 0}, {max: 1}]}
  importance_rank: {about: 'Rank, 1 for the greatest'}
  rank_low: {about: 'Rank that 2.5 % of seeds fall below'}
  rank_median: {about: Median rank over seeds}
  rank_high: {about: 'Rank that 2.5 % of seeds exceed'}
  n_seeds: {about: Forests of other seeds}
  n_permutations: {about: Forests of a shuffled outcome}
  decision: {about: 'Relevant at all: confirmed, tentative or rejected, beside shuffled copies of the covariates', tests: [{accepted: [confirmed, tentative, rejected]}]}
  shadow_hits: {about: Runs in which it was more important than every shuffled copy}
  shadow_runs: {about: Runs beside shuffled copies}
  note: {about: 'Why there is no number, or what to know'}
reference: 'Breiman 2001; Altmann et al. 2010; Kursa and Rudnicki 2010 for the decision'
*/
with importances as (select * from {{ results('importances') }} as importances)
select
    importances.analysis,
    importances.covariate,
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
    importances.note
from importances
