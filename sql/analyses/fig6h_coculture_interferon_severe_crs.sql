/*
about: 'Does severe CRS depend on interferon gamma of the product in coculture? (Figure 6H, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: coculture_ifng_pg_ml, outcome: crs_grade3_or_higher, scale: log2, figure: '6H', family: figure_6}
reference: 'Locke 2020, Figure 6H: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.coculture_ifng_pg_ml, cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
