/*
about: 'Does objective response depend on the CD4:CD8 ratio of the product? (Figure 5N)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: cd4_cd8_ratio, outcome: objective_response, scale: log2, figure: '5N', family: figure_5}
reference: 'Locke 2020, Figure 5N: none, P = .8568, n = 100'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.cd4_cd8_ratio, cohort.objective_response
from cohort
where cohort.is_infused
