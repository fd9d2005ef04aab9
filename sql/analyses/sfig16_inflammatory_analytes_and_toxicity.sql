/*
about: 'Which inflammatory analytes before and just after infusion go with severe toxicity? (Supplemental Figure 16)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  ferritin_baseline_ng_ml: {unit: 'ng/mL', about: 'Ferritin at baseline'}
  ferritin_day0_ng_ml: {unit: 'ng/mL', about: 'Ferritin at day 0'}
  ferritin_day1_ng_ml: {unit: 'ng/mL', about: 'Ferritin at day 1'}
  ldh_baseline_u_l: {unit: 'U/L', about: 'LDH at baseline'}
  ldh_day0_u_l: {unit: 'U/L', about: 'LDH at day 0'}
  ldh_day1_u_l: {unit: 'U/L', about: 'LDH at day 1'}
  crp_baseline_mg_l: {unit: 'mg/L', about: 'CRP at baseline'}
  crp_day0_mg_l: {unit: 'mg/L', about: 'CRP at day 0'}
  crp_day1_mg_l: {unit: 'mg/L', about: 'CRP at day 1'}
  il6_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-6 at baseline'}
  il6_day0_pg_ml: {unit: 'pg/mL', about: 'IL-6 at day 0'}
  il6_day1_pg_ml: {unit: 'pg/mL', about: 'IL-6 at day 1'}
  il8_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-8 at baseline'}
  il8_day0_pg_ml: {unit: 'pg/mL', about: 'IL-8 at day 0'}
  il8_day1_pg_ml: {unit: 'pg/mL', about: 'IL-8 at day 1'}
  il15_baseline_pg_ml: {unit: 'pg/mL', about: 'IL-15 at baseline'}
  il15_day0_pg_ml: {unit: 'pg/mL', about: 'IL-15 at day 0'}
  il15_day1_pg_ml: {unit: 'pg/mL', about: 'IL-15 at day 1'}
  ifng_baseline_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma at baseline'}
  ifng_day0_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma at day 0'}
  ifng_day1_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma at day 1'}
  cxcl10_baseline_pg_ml: {unit: 'pg/mL', about: 'CXCL10 at baseline'}
  cxcl10_day0_pg_ml: {unit: 'pg/mL', about: 'CXCL10 at day 0'}
  cxcl10_day1_pg_ml: {unit: 'pg/mL', about: 'CXCL10 at day 1'}
  ccl2_baseline_pg_ml: {unit: 'pg/mL', about: 'CCL2 at baseline'}
  ccl2_day0_pg_ml: {unit: 'pg/mL', about: 'CCL2 at day 0'}
  ccl2_day1_pg_ml: {unit: 'pg/mL', about: 'CCL2 at day 1'}
  ne_grade3_or_higher: {about: Severe neurologic events}
  crs_grade3_or_higher: {about: Severe CRS}
analysis:
  method: screen
  test: logistic
  figure: 'S16'
  family: supplemental_figure_16
  covariates: [ferritin_baseline_ng_ml, ferritin_day0_ng_ml, ferritin_day1_ng_ml, ldh_baseline_u_l, ldh_day0_u_l, ldh_day1_u_l, crp_baseline_mg_l, crp_day0_mg_l, crp_day1_mg_l, il6_baseline_pg_ml, il6_day0_pg_ml, il6_day1_pg_ml, il8_baseline_pg_ml, il8_day0_pg_ml, il8_day1_pg_ml, il15_baseline_pg_ml, il15_day0_pg_ml, il15_day1_pg_ml, ifng_baseline_pg_ml, ifng_day0_pg_ml, ifng_day1_pg_ml, cxcl10_baseline_pg_ml, cxcl10_day0_pg_ml, cxcl10_day1_pg_ml, ccl2_baseline_pg_ml, ccl2_day0_pg_ml, ccl2_day1_pg_ml]
  outcomes: [ne_grade3_or_higher, crs_grade3_or_higher]
  scale: log2
  permutations: 10000
  seed: 20201117
reference: 'Locke 2020, Supplemental Figure 16: analytes besides those of figure 6. P adjusted is max-T over the analytes of an outcome (Westfall and Young 1993)'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
-- Trap: a toxicity can begin on the day of infusion, before a sample of day 1.
select
    cohort.subject_id,
    cohort.ferritin_baseline_ng_ml,
    cohort.ferritin_day0_ng_ml,
    cohort.ferritin_day1_ng_ml,
    cohort.ldh_baseline_u_l,
    cohort.ldh_day0_u_l,
    cohort.ldh_day1_u_l,
    cohort.crp_baseline_mg_l,
    cohort.crp_day0_mg_l,
    cohort.crp_day1_mg_l,
    cohort.il6_baseline_pg_ml,
    cohort.il6_day0_pg_ml,
    cohort.il6_day1_pg_ml,
    cohort.il8_baseline_pg_ml,
    cohort.il8_day0_pg_ml,
    cohort.il8_day1_pg_ml,
    cohort.il15_baseline_pg_ml,
    cohort.il15_day0_pg_ml,
    cohort.il15_day1_pg_ml,
    cohort.ifng_baseline_pg_ml,
    cohort.ifng_day0_pg_ml,
    cohort.ifng_day1_pg_ml,
    cohort.cxcl10_baseline_pg_ml,
    cohort.cxcl10_day0_pg_ml,
    cohort.cxcl10_day1_pg_ml,
    cohort.ccl2_baseline_pg_ml,
    cohort.ccl2_day0_pg_ml,
    cohort.ccl2_day1_pg_ml,
    cohort.ne_grade3_or_higher,
    cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
