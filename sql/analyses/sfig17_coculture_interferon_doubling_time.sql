/*
about: Is interferon gamma of the product in coculture related to the doubling time of the product? (Supplemental Figure 17)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  doubling_time_days: {unit: d, about: Doubling time of the product}
analysis: {method: spearman, covariate: coculture_ifng_pg_ml, outcome: doubling_time_days, figure: 'S17', family: supplemental_figure_17}
reference: 'Locke 2020, Supplemental Figure 17: weakly positive'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.coculture_ifng_pg_ml, cohort.doubling_time_days
from cohort
where cohort.is_infused
