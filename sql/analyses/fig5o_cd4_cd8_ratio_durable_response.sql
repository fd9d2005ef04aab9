/*
about: 'Does durable response depend on the CD4:CD8 ratio of the product? (Figure 5O)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: logistic, covariate: cd4_cd8_ratio, outcome: durable_response, scale: log2, figure: '5O', family: figure_5}
reference: 'Locke 2020, Figure 5O: none, P = .2744, n = 96, although the text says otherwise'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cd8_ratio, cohort.durable_response
from cohort
where cohort.is_infused
