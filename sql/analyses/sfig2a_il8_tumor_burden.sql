/*
about: Is IL-8 before conditioning related to tumour burden? (Supplemental Figure 2A)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  il8_baseline_pg_ml: {unit: pg/mL, about: IL-8 at baseline}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
analysis: {method: spearman, covariate: il8_baseline_pg_ml, outcome: tumor_burden_mm2, figure: 'S2A', family: supplemental_figure_2}
reference: 'Locke 2020, Supplemental Figure 2A: positive, weak'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.il8_baseline_pg_ml, cohort.tumor_burden_mm2
from cohort
where cohort.is_infused
