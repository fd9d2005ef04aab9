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
  note1: {label: 'Note, Continued 1', type: text, length: 200, origin: Derived}
  note2: {label: 'Note, Continued 2', type: text, length: 200, origin: Derived}
  note3: {label: 'Note, Continued 3', type: text, length: 200, origin: Derived}
  note4: {label: 'Note, Continued 4', type: text, length: 200, origin: Derived}
  note5: {label: 'Note, Continued 5', type: text, length: 200, origin: Derived}
  note6: {label: 'Note, Continued 6', type: text, length: 200, origin: Derived}
  note7: {label: 'Note, Continued 7', type: text, length: 200, origin: Derived}
*/
with
    estimates as (select * from {{ ref('estimates') }}),
    -- A text of the format has at most 200 characters and no blank at its end, so a longer one goes on in the next
    -- variable. What is left for the last is refused by the writer if it is still too long, never cut.
    divided as (
        select
            estimates.*,
            coalesce(estimates.note, '') as note_text,
            regexp_extract(note_text, '(?s)^.{0,199}[^ ]') as piece0,
            substring(note_text, length(piece0) + 1) as rest1,
            regexp_extract(rest1, '(?s)^.{0,199}[^ ]') as piece1,
            substring(rest1, length(piece1) + 1) as rest2,
            regexp_extract(rest2, '(?s)^.{0,199}[^ ]') as piece2,
            substring(rest2, length(piece2) + 1) as rest3,
            regexp_extract(rest3, '(?s)^.{0,199}[^ ]') as piece3,
            substring(rest3, length(piece3) + 1) as rest4,
            regexp_extract(rest4, '(?s)^.{0,199}[^ ]') as piece4,
            substring(rest4, length(piece4) + 1) as rest5,
            regexp_extract(rest5, '(?s)^.{0,199}[^ ]') as piece5,
            substring(rest5, length(piece5) + 1) as rest6,
            regexp_extract(rest6, '(?s)^.{0,199}[^ ]') as piece6,
            substring(rest6, length(piece6) + 1) as rest7
        from estimates
    )
select
    {{ literal(var('study_name')) }} as studyid,
    divided.analysis,
    divided.figure,
    divided.family,
    divided.method,
    divided.covariate as covar,
    divided.outcome,
    divided.subset,
    divided.term,
    {{ flag('divided.is_primary') }} as primfl,
    cast(divided.n as integer) as n,
    cast(divided.n_events as integer) as nevent,
    cast(divided.n_missing as integer) as nmiss,
    divided.estimate_name as estname,
    divided.estimate,
    divided.ci_low as cilow,
    divided.ci_high as cihigh,
    divided.statistic as stat,
    divided.p_value as pvalue,
    divided.p_adjusted as padj,
    divided.adjustment as adjmeth,
    divided.q_value as qvalue,
    divided.status,
    nullif(divided.piece0, '') as note,
    nullif(divided.piece1, '') as note1,
    nullif(divided.piece2, '') as note2,
    nullif(divided.piece3, '') as note3,
    nullif(divided.piece4, '') as note4,
    nullif(divided.piece5, '') as note5,
    nullif(divided.piece6, '') as note6,
    nullif(divided.rest7, '') as note7
from divided
order by analysis, covar, outcome, subset, term, estname
