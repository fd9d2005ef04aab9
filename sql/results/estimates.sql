/*
about: 'Every estimate of every analysis, with the false discovery rate within its family of figures beside the unadjusted P.'
grain: []
unique: [analysis, covariate, outcome, subset, term, estimate_name]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  figure: {about: Figure of the paper}
  family: {about: 'Family of analyses, within which q is computed'}
  method: {about: Statistical method}
  covariate: {about: Covariate}
  outcome: {about: Outcome}
  subset: {about: 'Subset of subjects, if any'}
  term: {about: Contrast or level}
  is_primary: {about: Whether the row carries the P that the paper prints}
  n: {about: Subjects used}
  n_events: {about: Subjects with the outcome}
  n_missing: {about: Subjects without a value or an outcome}
  estimate_name: {about: What is estimated}
  estimate: {about: Estimate}
  ci_low: {about: Lower end of the 95 % interval}
  ci_high: {about: Upper end of the 95 % interval}
  statistic: {about: Test statistic}
  p_value: {about: 'Two-sided P, not adjusted', tests: [{min: 0}, {max: 1}]}
  p_adjusted: {about: P adjusted within the analysis, tests: [{min: 0}, {max: 1}]}
  adjustment: {about: Method of that adjustment}
  q_value: {about: 'False discovery rate over the primary rows of the family', tests: [{min: 0}, {max: 1}]}
  status: {about: Whether the method could be applied}
  note: {about: 'Why not, or what to know'}
  method_version: {about: 'Fingerprint of the code of the method and of the libraries below it'}
reference: 'Benjamini and Hochberg 1995; the paper adjusts for nothing, so both are shown (G35)'
*/
with
    estimates as (select * from {{ results('estimates') }} as estimates),
    marked as (select estimates.*, estimates.is_primary and estimates.p_value is not null as is_tested from estimates),
    ranked as (
        select
            marked.*,
            count(*) over (partition by marked.family, marked.is_tested) as n_tests,
            count(*) over (partition by marked.family, marked.is_tested order by marked.p_value) as n_as_small
        from marked
    )
select
    ranked.analysis,
    ranked.figure,
    ranked.family,
    ranked.method,
    ranked.covariate,
    ranked.outcome,
    ranked.subset,
    ranked.term,
    ranked.is_primary,
    ranked.n,
    ranked.n_events,
    ranked.n_missing,
    ranked.estimate_name,
    ranked.estimate,
    ranked.ci_low,
    ranked.ci_high,
    ranked.statistic,
    ranked.p_value,
    ranked.p_adjusted,
    ranked.adjustment,
    -- With the m tests of a family in order of P: q(i) = min over j >= i of P(j) * m / j, and never above P(m). Of
    -- equal P the last has the least, so that each may take its j.
    case
        when ranked.is_tested
        then
            min(ranked.p_value * ranked.n_tests / ranked.n_as_small) over (
                partition by ranked.family, ranked.is_tested order by ranked.p_value desc
            )
    end as q_value,
    ranked.status,
    ranked.note,
    ranked.method_version
from ranked
