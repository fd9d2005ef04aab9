/*
about: 'Do qPCR and ddPCR measure the same CAR T-cell level?'
grain: [subject_id, study_day]
columns:
  subject_id: {about: Subject}
  study_day: {unit: d, about: Study day of the sample}
  qpcr_level: {unit: '{cells}/uL', about: CAR T cells in blood by qPCR}
  ddpcr_level: {unit: '{cells}/uL', about: CAR T cells in blood by ddPCR}
analysis: {method: agreement, covariate: qpcr_level, outcome: ddpcr_level, scale: log10, family: text}
reference: 'Locke 2020, Methods: levels by qPCR were confirmed by ddPCR. Bland and Altman 1986; Lin 1989; Passing and Bablok 1983. Logarithms, because the error of either assay grows with the level'
*/
with pairs as (select * from {{ ref('assay_pairs') }} where unit = 'cells/uL')
-- Every sample, not every subject: several of one subject are no independent witnesses, so the intervals are narrow.
-- A level that an assay could not quantify is missing here and counted as such.
select pairs.subject_id, pairs.study_day, pairs.qpcr_level, pairs.ddpcr_level
from pairs
