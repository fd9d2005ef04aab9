/*
about: The primary estimate of each analysis of two quantities. Hidden when few subjects, few events, or few of a compared group went in.
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
  n_smallest_group: {is: count, about: Subjects in the smallest of the groups that are compared}
  estimate: {is: number, about: Estimate}
  ci_low: {is: number, about: Lower end of the 95 % interval}
  ci_high: {is: number, about: Upper end of the 95 % interval}
  p_value: {is: number, about: P value}
*/
with
    grouped as (
        select analysis, group_label, count(distinct subject_id) as n
        from results.observations
        where group_label is not null
        group by all
    ),
    smallest as (select analysis, min(n) as n from grouped group by analysis)
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
    smallest.n as n_smallest_group,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.p_value
from results.estimates as estimates
left join smallest on estimates.analysis = smallest.analysis
where estimates.is_primary and estimates.status = 'ok'
