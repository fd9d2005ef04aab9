/*
about: 'Which covariates go with progression and death? Every covariate known by the last day of the peak, from there on, unadjusted.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  age_years: {unit: 'a', about: 'Age'}
  weight_kg: {unit: 'kg', about: 'Body weight'}
  ecog: {about: 'ECOG performance status'}
  ipi_score: {about: 'International Prognostic Index'}
  prior_lines: {about: 'Previous lines of therapy'}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  car_t_cells_infused_million: {unit: '10*6{cells}', about: 'CAR T cells infused'}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: 'T cells infused'}
  car_t_dose_million_per_kg: {unit: '10*6{cells}/kg', about: 'CAR T cells infused per kg'}
  viability_percent: {unit: '%', about: 'Viability of the product'}
  transduction_percent: {unit: '%', about: 'Transduction'}
  coculture_ifng_pg_ml: {unit: 'pg/mL', about: 'Interferon gamma in coculture'}
  doubling_time_days: {unit: 'd', about: 'Doubling time of the product'}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ cells of the product'}
  product_ccr7pos_cd45raneg_percent: {unit: '%', about: 'CCR7+CD45RA- cells of the product'}
  product_ccr7neg_cd45raneg_percent: {unit: '%', about: 'CCR7-CD45RA- cells of the product'}
  product_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the product'}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: 'CD8+ T cells infused'}
  cd4_cells_infused_million: {unit: '10*6{cells}', about: 'CD4+ T cells infused'}
  ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA+ T cells infused'}
  cd8_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CD8+ T cells infused per tumour burden'}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA+ T cells infused per tumour burden'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
  peak_car_t_copies_per_ug: {unit: '{copies}/ug', about: 'Peak CAR gene copies'}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: 'Area of CAR T cells day 0-28'}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: 'Peak CAR T cells per tumour burden'}
  peak_car_t_per_kg: {unit: '{cells}/uL/kg', about: 'Peak CAR T cells per kg'}
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
  disease_stage_number: {about: 'Ann Arbor stage as a number'}
  ccr7pos_cd45raneg_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA- T cells infused'}
  ccr7neg_cd45raneg_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7-CD45RA- T cells infused'}
  ccr7neg_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7-CD45RA+ T cells infused'}
  product_ccr7neg_percent: {unit: '%', about: 'CCR7- cells of the product'}
  product_cd8_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ CD8+ cells of the product'}
  product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: {unit: '%', about: 'CCR7+CD45RA+CD27+CD28+ CD8+ cells of the product'}
  product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: {unit: '%', about: 'CCR7+CD45RA+CD27+CD28+ cells of the product'}
  cd8_ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: 'CCR7+CD45RA+ CD8+ T cells infused'}
  cd4_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CD4+ T cells infused per tumour burden'}
  ccr7pos_cd45raneg_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA- T cells infused per tumour burden'}
  ccr7neg_cd45raneg_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7-CD45RA- T cells infused per tumour burden'}
  ccr7neg_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7-CD45RA+ T cells infused per tumour burden'}
  cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA+ CD8+ T cells infused per tumour burden'}
  apheresis_ccr7pos_cd45rapos_percent: {unit: '%', about: 'CCR7+CD45RA+ cells of the apheresis material'}
  apheresis_ccr7pos_cd45raneg_percent: {unit: '%', about: 'CCR7+CD45RA- cells of the apheresis material'}
  apheresis_ccr7neg_cd45raneg_percent: {unit: '%', about: 'CCR7-CD45RA- cells of the apheresis material'}
  apheresis_ccr7neg_cd45rapos_percent: {unit: '%', about: 'CCR7-CD45RA+ cells of the apheresis material'}
  apheresis_cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the apheresis material'}
  tumor_il1a_expression: {about: 'IL1A expression of the tumour'}
  tumor_il6_expression: {about: 'IL6 expression of the tumour'}
  tumor_cd14_expression: {about: 'CD14 expression of the tumour'}
  tumor_cd68_expression: {about: 'CD68 expression of the tumour'}
  ldh_baseline_over_upper_limit: {unit: '1', about: 'LDH at baseline over the laboratory''s upper limit of normal'}
  ferritin_peak_ng_ml: {unit: 'ng/mL', about: 'Highest ferritin day 0-28'}
  ferritin_mean_day0_28_ng_ml: {unit: 'ng/mL', about: 'Average ferritin day 0-28'}
  ldh_peak_u_l: {unit: 'U/L', about: 'Highest LDH day 0-28'}
  ldh_mean_day0_28_u_l: {unit: 'U/L', about: 'Average LDH day 0-28'}
  crp_peak_mg_l: {unit: 'mg/L', about: 'Highest CRP day 0-28'}
  crp_mean_day0_28_mg_l: {unit: 'mg/L', about: 'Average CRP day 0-28'}
  il6_peak_pg_ml: {unit: 'pg/mL', about: 'Highest IL-6 day 0-28'}
  il6_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average IL-6 day 0-28'}
  il8_peak_pg_ml: {unit: 'pg/mL', about: 'Highest IL-8 day 0-28'}
  il8_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average IL-8 day 0-28'}
  il15_peak_pg_ml: {unit: 'pg/mL', about: 'Highest IL-15 day 0-28'}
  il15_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average IL-15 day 0-28'}
  ifng_peak_pg_ml: {unit: 'pg/mL', about: 'Highest interferon gamma day 0-28'}
  ifng_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average interferon gamma day 0-28'}
  cxcl10_peak_pg_ml: {unit: 'pg/mL', about: 'Highest CXCL10 day 0-28'}
  cxcl10_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average CXCL10 day 0-28'}
  ccl2_peak_pg_ml: {unit: 'pg/mL', about: 'Highest CCL2 day 0-28'}
  ccl2_mean_day0_28_pg_ml: {unit: 'pg/mL', about: 'Average CCL2 day 0-28'}
  peak_car_t_day: {unit: 'd', about: 'Day of the peak'}
  peak_car_t_copies_day: {unit: 'd', about: 'Day of the peak of CAR gene copies'}
  auc_car_t_copies_day0_28: {unit: 'd.{copies}/ug', about: 'Area of CAR gene copies day 0-28'}
  peak_car_t_copies_per_tumor_burden: {unit: '{copies}/ug/mm2', about: 'Peak CAR gene copies per tumour burden'}
  easix_baseline: {about: 'EASIX at baseline'}
  m_easix_baseline: {about: 'Modified EASIX at baseline'}
  easix_day0: {about: 'EASIX at day 0'}
  m_easix_day0: {about: 'Modified EASIX at day 0'}
  easix_day1: {about: 'EASIX at day 1'}
  m_easix_day1: {about: 'Modified EASIX at day 1'}
  progression_free_survival_after_landmark_days: {unit: d, about: Progression-free survival after the landmark}
  has_progressed_or_died: {about: 'Progression, or death before new therapy'}
  overall_survival_after_landmark_days: {unit: d, about: Overall survival after the landmark}
  has_died: {about: Death of any cause}
analysis:
  method: screen
  test: cox
  family: screen_of_survival
  covariates: [age_years, weight_kg, ecog, ipi_score, prior_lines, tumor_burden_mm2, car_t_cells_infused_million, viable_t_cells_infused_million, car_t_dose_million_per_kg, viability_percent, transduction_percent, coculture_ifng_pg_ml, doubling_time_days, cd4_cd8_ratio, product_ccr7pos_cd45rapos_percent, product_ccr7pos_cd45raneg_percent, product_ccr7neg_cd45raneg_percent, product_ccr7neg_cd45rapos_percent, cd8_cells_infused_million, cd4_cells_infused_million, ccr7pos_cd45rapos_cells_infused_million, cd8_cells_infused_per_tumor_burden, ccr7pos_cd45rapos_cells_infused_per_tumor_burden, peak_car_t_per_ul, peak_car_t_copies_per_ug, auc_car_t_day0_28, peak_car_t_per_tumor_burden, peak_car_t_per_kg, ferritin_baseline_ng_ml, ferritin_day0_ng_ml, ferritin_day1_ng_ml, ldh_baseline_u_l, ldh_day0_u_l, ldh_day1_u_l, crp_baseline_mg_l, crp_day0_mg_l, crp_day1_mg_l, il6_baseline_pg_ml, il6_day0_pg_ml, il6_day1_pg_ml, il8_baseline_pg_ml, il8_day0_pg_ml, il8_day1_pg_ml, il15_baseline_pg_ml, il15_day0_pg_ml, il15_day1_pg_ml, ifng_baseline_pg_ml, ifng_day0_pg_ml, ifng_day1_pg_ml, cxcl10_baseline_pg_ml, cxcl10_day0_pg_ml, cxcl10_day1_pg_ml, ccl2_baseline_pg_ml, ccl2_day0_pg_ml, ccl2_day1_pg_ml, disease_stage_number, ccr7pos_cd45raneg_cells_infused_million, ccr7neg_cd45raneg_cells_infused_million, ccr7neg_cd45rapos_cells_infused_million, product_ccr7neg_percent, product_cd8_ccr7pos_cd45rapos_percent, product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent, product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent, cd8_ccr7pos_cd45rapos_cells_infused_million, cd4_cells_infused_per_tumor_burden, ccr7pos_cd45raneg_cells_infused_per_tumor_burden, ccr7neg_cd45raneg_cells_infused_per_tumor_burden, ccr7neg_cd45rapos_cells_infused_per_tumor_burden, cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden, apheresis_ccr7pos_cd45rapos_percent, apheresis_ccr7pos_cd45raneg_percent, apheresis_ccr7neg_cd45raneg_percent, apheresis_ccr7neg_cd45rapos_percent, apheresis_cd4_cd8_ratio, tumor_il1a_expression, tumor_il6_expression, tumor_cd14_expression, tumor_cd68_expression, ldh_baseline_over_upper_limit, ferritin_peak_ng_ml, ferritin_mean_day0_28_ng_ml, ldh_peak_u_l, ldh_mean_day0_28_u_l, crp_peak_mg_l, crp_mean_day0_28_mg_l, il6_peak_pg_ml, il6_mean_day0_28_pg_ml, il8_peak_pg_ml, il8_mean_day0_28_pg_ml, il15_peak_pg_ml, il15_mean_day0_28_pg_ml, ifng_peak_pg_ml, ifng_mean_day0_28_pg_ml, cxcl10_peak_pg_ml, cxcl10_mean_day0_28_pg_ml, ccl2_peak_pg_ml, ccl2_mean_day0_28_pg_ml, peak_car_t_day, peak_car_t_copies_day, auc_car_t_copies_day0_28, peak_car_t_copies_per_tumor_burden, easix_baseline, m_easix_baseline, easix_day0, m_easix_day0, easix_day1, m_easix_day1]
  outcomes: [progression_free_survival_after_landmark_days, overall_survival_after_landmark_days]
  events: [has_progressed_or_died, has_died]
  scale: log2
  scales: {age_years: identity, weight_kg: identity, ecog: identity, ipi_score: identity, prior_lines: identity, viability_percent: identity, transduction_percent: identity, product_ccr7pos_cd45rapos_percent: identity, product_ccr7pos_cd45raneg_percent: identity, product_ccr7neg_cd45raneg_percent: identity, product_ccr7neg_cd45rapos_percent: identity, disease_stage_number: identity, product_ccr7neg_percent: identity, product_cd8_ccr7pos_cd45rapos_percent: identity, product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: identity, product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent: identity, apheresis_ccr7pos_cd45rapos_percent: identity, apheresis_ccr7pos_cd45raneg_percent: identity, apheresis_ccr7neg_cd45raneg_percent: identity, apheresis_ccr7neg_cd45rapos_percent: identity, tumor_il1a_expression: identity, tumor_il6_expression: identity, tumor_cd14_expression: identity, tumor_cd68_expression: identity, peak_car_t_day: identity, peak_car_t_copies_day: identity}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the event came before every covariate could be known, and times count from there; scales as in seeds/feature_registry.csv (G26)'
*/
with
    cohort as (select * from {{ ref('cohort') }}),
    times as (select * from {{ ref('time_to_event') }}),
    landmark as (
        select times.subject_id, times.endpoint, times.days - {{ var('peak_window_days') }} as days, times.is_event
        from times
        where times.days > {{ var('peak_window_days') }}
    ),
    progression as (select * from landmark where endpoint = 'progression_free_survival'),
    survival as (select * from landmark where endpoint = 'overall_survival')
-- All infused subjects. Whose time was over by the landmark has none, and is counted as missing with those whose time
-- nobody knows. What is measured later than day 28 is not asked: it would need a later landmark.
-- A level that could not be quantified is half the limit on a logarithmic scale (G3, G26), as in the other screens.
select
    cohort.subject_id,
    cohort.age_years,
    cohort.weight_kg,
    cohort.ecog,
    cohort.ipi_score,
    cohort.prior_lines,
    cohort.tumor_burden_mm2,
    cohort.car_t_cells_infused_million,
    cohort.viable_t_cells_infused_million,
    cohort.car_t_dose_million_per_kg,
    cohort.viability_percent,
    cohort.transduction_percent,
    cohort.coculture_ifng_pg_ml,
    cohort.doubling_time_days,
    cohort.cd4_cd8_ratio,
    cohort.product_ccr7pos_cd45rapos_percent,
    cohort.product_ccr7pos_cd45raneg_percent,
    cohort.product_ccr7neg_cd45raneg_percent,
    cohort.product_ccr7neg_cd45rapos_percent,
    cohort.cd8_cells_infused_million,
    cohort.cd4_cells_infused_million,
    cohort.ccr7pos_cd45rapos_cells_infused_million,
    cohort.cd8_cells_infused_per_tumor_burden,
    cohort.ccr7pos_cd45rapos_cells_infused_per_tumor_burden,
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    {{ positive_for_log('cohort.peak_car_t_copies_per_ug', 'cohort.car_t_copies_lloq_per_ug') }}
    as peak_car_t_copies_per_ug,
    cohort.auc_car_t_day0_28,
    {{ positive_for_log('cohort.peak_car_t_per_tumor_burden', 'cohort.car_t_lloq_per_ul / cohort.tumor_burden_mm2') }}
    as peak_car_t_per_tumor_burden,
    {{ positive_for_log('cohort.peak_car_t_per_kg', 'cohort.car_t_lloq_per_ul / cohort.weight_kg') }}
    as peak_car_t_per_kg,
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
    cohort.disease_stage_number,
    cohort.ccr7pos_cd45raneg_cells_infused_million,
    cohort.ccr7neg_cd45raneg_cells_infused_million,
    cohort.ccr7neg_cd45rapos_cells_infused_million,
    cohort.product_ccr7neg_percent,
    cohort.product_cd8_ccr7pos_cd45rapos_percent,
    cohort.product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent,
    cohort.product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent,
    cohort.cd8_ccr7pos_cd45rapos_cells_infused_million,
    cohort.cd4_cells_infused_per_tumor_burden,
    cohort.ccr7pos_cd45raneg_cells_infused_per_tumor_burden,
    cohort.ccr7neg_cd45raneg_cells_infused_per_tumor_burden,
    cohort.ccr7neg_cd45rapos_cells_infused_per_tumor_burden,
    cohort.cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden,
    cohort.apheresis_ccr7pos_cd45rapos_percent,
    cohort.apheresis_ccr7pos_cd45raneg_percent,
    cohort.apheresis_ccr7neg_cd45raneg_percent,
    cohort.apheresis_ccr7neg_cd45rapos_percent,
    cohort.apheresis_cd4_cd8_ratio,
    cohort.tumor_il1a_expression,
    cohort.tumor_il6_expression,
    cohort.tumor_cd14_expression,
    cohort.tumor_cd68_expression,
    cohort.ldh_baseline_over_upper_limit,
    cohort.ferritin_peak_ng_ml,
    cohort.ferritin_mean_day0_28_ng_ml,
    cohort.ldh_peak_u_l,
    cohort.ldh_mean_day0_28_u_l,
    cohort.crp_peak_mg_l,
    cohort.crp_mean_day0_28_mg_l,
    cohort.il6_peak_pg_ml,
    cohort.il6_mean_day0_28_pg_ml,
    cohort.il8_peak_pg_ml,
    cohort.il8_mean_day0_28_pg_ml,
    cohort.il15_peak_pg_ml,
    cohort.il15_mean_day0_28_pg_ml,
    cohort.ifng_peak_pg_ml,
    cohort.ifng_mean_day0_28_pg_ml,
    cohort.cxcl10_peak_pg_ml,
    cohort.cxcl10_mean_day0_28_pg_ml,
    cohort.ccl2_peak_pg_ml,
    cohort.ccl2_mean_day0_28_pg_ml,
    cohort.peak_car_t_day,
    cohort.peak_car_t_copies_day,
    cohort.auc_car_t_copies_day0_28,
    {{ positive_for_log('cohort.peak_car_t_copies_per_tumor_burden', 'cohort.car_t_copies_lloq_per_ug / cohort.tumor_burden_mm2') }}
    as peak_car_t_copies_per_tumor_burden,
    cohort.easix_baseline,
    cohort.m_easix_baseline,
    cohort.easix_day0,
    cohort.m_easix_day0,
    cohort.easix_day1,
    cohort.m_easix_day1,
    progression.days as progression_free_survival_after_landmark_days,
    progression.is_event as has_progressed_or_died,
    survival.days as overall_survival_after_landmark_days,
    survival.is_event as has_died
from cohort
left join progression on cohort.subject_id = progression.subject_id
left join survival on cohort.subject_id = survival.subject_id
where cohort.is_infused
