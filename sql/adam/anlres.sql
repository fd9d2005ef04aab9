/*
label: Analysis Results
class: ADAM OTHER
keys: [studyid, analysis, covar, outcome, subset, term, estname]
columns:
  studyid: {label: Study Identifier, type: text, length: 40, origin: Assigned}
  analysis: {label: Analysis, type: text, length: 200, origin: Assigned}
  figure: {label: Figure of the Paper, type: text, length: 40, origin: Assigned}
  family: {label: Family of Analyses, type: text, length: 80, origin: Assigned}
  method: {label: Statistical Method, type: text, length: 80, origin: Assigned}
  covar: {label: Covariate, type: text, length: 200, origin: Assigned}
  outcome: {label: Outcome, type: text, length: 200, origin: Assigned}
  subset: {label: Subset of Subjects, type: text, length: 200, origin: Assigned}
  term: {label: Contrast or Level, type: text, length: 200, origin: Derived}
  primfl: {label: Primary Result Flag, type: text, length: 1, origin: Derived}
  n: {label: Subjects Used, type: integer, origin: Derived}
  nevent: {label: Subjects with the Outcome, type: integer, origin: Derived}
  nmiss: {label: Subjects without a Value, type: integer, origin: Derived}
  estname: {label: Name of the Estimate, type: text, length: 80, origin: Assigned}
  estimate: {label: Estimate, type: float, origin: Derived}
  cilow: {label: Lower End of the 95 Percent Interval, type: float, origin: Derived}
  cihigh: {label: Upper End of the 95 Percent Interval, type: float, origin: Derived}
  stat: {label: Test Statistic, type: float, origin: Derived}
  pvalue: {label: Two-sided P, type: float, origin: Derived, about: Not adjusted}
  padj: {label: P Adjusted within the Analysis, type: float, origin: Derived}
  adjmeth: {label: Method of Adjustment, type: text, length: 80, origin: Assigned}
  qvalue: {label: False Discovery Rate in the Family, type: float, origin: Derived}
  status: {label: Status of the Result, type: text, length: 40, origin: Derived}
  note: {label: Note, type: text, length: 200, origin: Derived}
*/
with estimates as (select * from {{ ref('estimates') }})
select
    {{ literal(var('study_name')) }} as studyid,
    estimates.analysis,
    estimates.figure,
    estimates.family,
    estimates.method,
    estimates.covariate as covar,
    estimates.outcome,
    estimates.subset,
    estimates.term,
    {{ flag('estimates.is_primary') }} as primfl,
    cast(estimates.n as integer) as n,
    cast(estimates.n_events as integer) as nevent,
    cast(estimates.n_missing as integer) as nmiss,
    estimates.estimate_name as estname,
    estimates.estimate,
    estimates.ci_low as cilow,
    estimates.ci_high as cihigh,
    estimates.statistic as stat,
    estimates.p_value as pvalue,
    estimates.p_adjusted as padj,
    estimates.adjustment as adjmeth,
    estimates.q_value as qvalue,
    estimates.status,
    estimates.note
from estimates
order by analysis, covar, outcome, subset, term, estname
