/*
about: Does durable response become less likely with tumour burden? (Figure 1C)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: tumor_burden_mm2, outcome: durable_response, scale: log2, figure: '1C', family: figure_1}
reference: 'Locke 2020, Figure 1C: strongly negative'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.tumor_burden_mm2, cohort.durable_response
from cohort
where cohort.is_infused
