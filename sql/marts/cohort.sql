/*
about: One wide row for each treated subject, with covariates and outcomes. What every analysis selects from.
grain: [subject_id]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  site_id: {about: Site}
  age_years: {unit: a, about: Age at infusion}
  sex: {about: Sex}
  weight_kg: {unit: kg, about: Body weight}
  disease_subtype: {about: Disease subtype}
  disease_stage: {about: Ann Arbor stage}
  ecog: {about: ECOG performance status}
  ipi_score: {about: International Prognostic Index}
  r_ipi: {about: 'Revised International Prognostic Index', tests: [{accepted: [very good, good, poor]}]}
  prior_lines: {about: Previous lines of therapy}
  is_infused: {about: Whether the product was infused, tests: [not_null]}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  n_index_lesions: {about: Index lesions summed}
  tumor_burden_group: {about: 'Tumour burden at or below its median, or above', tests: [{accepted: [low, high]}]}
  car_t_cells_infused_million: {unit: '10*6{cells}', about: CAR T cells infused}
  viable_t_cells_infused_million: {unit: '10*6{cells}', about: T cells infused}
  car_t_dose_million_per_kg: {unit: '10*6{cells}/kg', about: CAR T cells infused per kg}
  viability_percent: {unit: '%', about: Viability of the product}
  transduction_percent: {unit: '%', about: Transduction}
  coculture_ifng_pg_ml: {unit: pg/mL, about: Interferon gamma in coculture}
  doubling_time_days: {unit: d, about: Doubling time of the product}
  cd4_cd8_ratio: {unit: '1', about: 'CD4:CD8 ratio of the product'}
  product_ccr7pos_cd45rapos_percent: {unit: '%', about: CCR7+CD45RA+ cells of the product}
  product_ccr7pos_cd45raneg_percent: {unit: '%', about: CCR7+CD45RA- cells of the product}
  product_ccr7neg_cd45raneg_percent: {unit: '%', about: CCR7-CD45RA- cells of the product}
  product_ccr7neg_cd45rapos_percent: {unit: '%', about: CCR7-CD45RA+ cells of the product}
  cd8_cells_infused_million: {unit: '10*6{cells}', about: CD8+ T cells infused}
  cd4_cells_infused_million: {unit: '10*6{cells}', about: CD4+ T cells infused}
  ccr7pos_cd45rapos_cells_infused_million: {unit: '10*6{cells}', about: CCR7+CD45RA+ T cells infused}
  cd8_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CD8+ T cells infused per tumour burden}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CCR7+CD45RA+ T cells infused per tumour burden}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  peak_car_t_day: {unit: d, about: Day of the peak}
  car_t_lloq_per_ul: {unit: '{cells}/uL', about: Lower limit of quantification of CAR T cells}
  peak_car_t_copies_per_ug: {unit: '{copies}/ug', about: Peak CAR gene copies}
  car_t_copies_lloq_per_ug: {unit: '{copies}/ug', about: Lower limit of quantification of CAR gene copies}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: Area of CAR T cells day 0-28}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: CAR T cells at month 3}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  peak_car_t_per_kg: {unit: '{cells}/uL/kg', about: Peak CAR T cells per kg}
  ferritin_baseline_ng_ml: {unit: ng/mL, about: Ferritin at baseline}
  ferritin_day0_ng_ml: {unit: ng/mL, about: Ferritin at day 0}
  ferritin_day1_ng_ml: {unit: ng/mL, about: Ferritin at day 1}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
  ldh_day0_u_l: {unit: U/L, about: LDH at day 0}
  ldh_day1_u_l: {unit: U/L, about: LDH at day 1}
  crp_baseline_mg_l: {unit: mg/L, about: CRP at baseline}
  crp_day0_mg_l: {unit: mg/L, about: CRP at day 0}
  crp_day1_mg_l: {unit: mg/L, about: CRP at day 1}
  il6_baseline_pg_ml: {unit: pg/mL, about: IL-6 at baseline}
  il6_day0_pg_ml: {unit: pg/mL, about: IL-6 at day 0}
  il6_day1_pg_ml: {unit: pg/mL, about: IL-6 at day 1}
  il8_baseline_pg_ml: {unit: pg/mL, about: IL-8 at baseline}
  il8_day0_pg_ml: {unit: pg/mL, about: IL-8 at day 0}
  il8_day1_pg_ml: {unit: pg/mL, about: IL-8 at day 1}
  il15_baseline_pg_ml: {unit: pg/mL, about: IL-15 at baseline}
  il15_day0_pg_ml: {unit: pg/mL, about: IL-15 at day 0}
  il15_day1_pg_ml: {unit: pg/mL, about: IL-15 at day 1}
  ifng_baseline_pg_ml: {unit: pg/mL, about: Interferon gamma at baseline}
  ifng_day0_pg_ml: {unit: pg/mL, about: Interferon gamma at day 0}
  ifng_day1_pg_ml: {unit: pg/mL, about: Interferon gamma at day 1}
  cxcl10_baseline_pg_ml: {unit: pg/mL, about: CXCL10 at baseline}
  cxcl10_day0_pg_ml: {unit: pg/mL, about: CXCL10 at day 0}
  cxcl10_day1_pg_ml: {unit: pg/mL, about: CXCL10 at day 1}
  ccl2_baseline_pg_ml: {unit: pg/mL, about: CCL2 at baseline}
  ccl2_day0_pg_ml: {unit: pg/mL, about: CCL2 at day 0}
  ccl2_day1_pg_ml: {unit: pg/mL, about: CCL2 at day 1}
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
  car_t_last_per_ul: {unit: '{cells}/uL', about: 'Last quantified CAR T cells'}
  car_t_last_day: {unit: 'd', about: 'Day of the last quantified CAR T cells'}
  car_t_half_life_days: {unit: 'd', about: 'Terminal half-life of CAR T cells'}
  peak_car_t_copies_day: {unit: d, about: Day of the peak of CAR gene copies}
  auc_car_t_copies_day0_28: {unit: 'd.{copies}/ug', about: Area of CAR gene copies day 0-28}
  car_t_copies_month3_per_ug: {unit: '{copies}/ug', about: CAR gene copies at month 3}
  peak_car_t_copies_per_tumor_burden: {unit: '{copies}/ug/mm2', about: Peak CAR gene copies per tumour burden}
  car_t_copies_last_per_ug: {unit: '{copies}/ug', about: Last quantified CAR gene copies}
  car_t_copies_last_day: {unit: d, about: Day of the last quantified CAR gene copies}
  car_t_copies_half_life_days: {unit: d, about: Terminal half-life of CAR gene copies}
  easix_baseline: {about: 'EASIX at baseline'}
  m_easix_baseline: {about: 'Modified EASIX at baseline'}
  easix_day0: {about: 'EASIX at day 0'}
  m_easix_day0: {about: 'Modified EASIX at day 0'}
  easix_day1: {about: 'EASIX at day 1'}
  m_easix_day1: {about: 'Modified EASIX at day 1'}
  best_response: {about: Best overall response}
  response_class: {about: 'CR, PR or no response'}
  response_status: {about: 'Durable, relapsed or nonresponder'}
  objective_response: {about: Best response CR or PR}
  durable_response: {about: 'In ongoing response a year after infusion, or after the months of the setting durable_response_months'}
  durable_response_state: {about: State of durable response}
  durable_response_reason: {about: Why that state}
  crs_worst_grade: {about: Worst grade of CRS}
  ne_worst_grade: {about: Worst grade of neurologic events}
  crs_grade3_or_higher: {about: Severe CRS}
  ne_grade3_or_higher: {about: Severe neurologic events}
  last_contact_day: {unit: d, about: Last contact}
  status_at_last_contact: {about: Status at last contact}
reference: 'Locke 2020; the low group of tumour burden includes the median (G23)'
*/
{% set derived = ['cxcl10_baseline_pg_ml', 'cxcl10_day0_pg_ml', 'cxcl10_day1_pg_ml', 'ccl2_baseline_pg_ml', 'ccl2_day0_pg_ml', 'ccl2_day1_pg_ml', 'disease_stage_number', 'ccr7pos_cd45raneg_cells_infused_million', 'ccr7neg_cd45raneg_cells_infused_million', 'ccr7neg_cd45rapos_cells_infused_million', 'product_ccr7neg_percent', 'product_cd8_ccr7pos_cd45rapos_percent', 'product_cd8_ccr7pos_cd45rapos_cd27pos_cd28pos_percent', 'product_ccr7pos_cd45rapos_cd27pos_cd28pos_percent', 'cd8_ccr7pos_cd45rapos_cells_infused_million', 'cd4_cells_infused_per_tumor_burden', 'ccr7pos_cd45raneg_cells_infused_per_tumor_burden', 'ccr7neg_cd45raneg_cells_infused_per_tumor_burden', 'ccr7neg_cd45rapos_cells_infused_per_tumor_burden', 'cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden', 'apheresis_ccr7pos_cd45rapos_percent', 'apheresis_ccr7pos_cd45raneg_percent', 'apheresis_ccr7neg_cd45raneg_percent', 'apheresis_ccr7neg_cd45rapos_percent', 'apheresis_cd4_cd8_ratio', 'tumor_il1a_expression', 'tumor_il6_expression', 'tumor_cd14_expression', 'tumor_cd68_expression', 'ldh_baseline_over_upper_limit', 'ferritin_peak_ng_ml', 'ferritin_mean_day0_28_ng_ml', 'ldh_peak_u_l', 'ldh_mean_day0_28_u_l', 'crp_peak_mg_l', 'crp_mean_day0_28_mg_l', 'il6_peak_pg_ml', 'il6_mean_day0_28_pg_ml', 'il8_peak_pg_ml', 'il8_mean_day0_28_pg_ml', 'il15_peak_pg_ml', 'il15_mean_day0_28_pg_ml', 'ifng_peak_pg_ml', 'ifng_mean_day0_28_pg_ml', 'cxcl10_peak_pg_ml', 'cxcl10_mean_day0_28_pg_ml', 'ccl2_peak_pg_ml', 'ccl2_mean_day0_28_pg_ml', 'car_t_last_per_ul', 'car_t_last_day', 'car_t_half_life_days', 'peak_car_t_copies_day', 'auc_car_t_copies_day0_28', 'car_t_copies_month3_per_ug', 'peak_car_t_copies_per_tumor_burden', 'car_t_copies_last_per_ug', 'car_t_copies_last_day', 'car_t_copies_half_life_days', 'easix_baseline', 'm_easix_baseline', 'easix_day0', 'm_easix_day0', 'easix_day1', 'm_easix_day1'] %}
with
    subjects as (select * from {{ ref('subjects') }}),
    features as (select * from {{ ref('features') }}),
    kinetics as (select * from {{ ref('kinetics') }}),
    outcomes as (select * from {{ ref('outcomes') }}),
    quartiles as (select * from {{ ref('quartiles') }}),
    wide as (
        select
            features.subject_id,
            {%- for name in derived %} {{ feature_column(name) }}, {%- endfor %}
            {{ feature_column('tumor_burden_mm2') }},
            {{ feature_column('car_t_cells_infused_million') }},
            {{ feature_column('viable_t_cells_infused_million') }},
            {{ feature_column('car_t_dose_million_per_kg') }},
            {{ feature_column('viability_percent') }},
            {{ feature_column('transduction_percent') }},
            {{ feature_column('coculture_ifng_pg_ml') }},
            {{ feature_column('doubling_time_days') }},
            {{ feature_column('cd4_cd8_ratio') }},
            {{ feature_column('product_ccr7pos_cd45rapos_percent') }},
            {{ feature_column('product_ccr7pos_cd45raneg_percent') }},
            {{ feature_column('product_ccr7neg_cd45raneg_percent') }},
            {{ feature_column('product_ccr7neg_cd45rapos_percent') }},
            {{ feature_column('cd8_cells_infused_million') }},
            {{ feature_column('cd4_cells_infused_million') }},
            {{ feature_column('ccr7pos_cd45rapos_cells_infused_million') }},
            {{ feature_column('cd8_cells_infused_per_tumor_burden') }},
            {{ feature_column('ccr7pos_cd45rapos_cells_infused_per_tumor_burden') }},
            {{ feature_column('peak_car_t_per_ul') }},
            {{ feature_column('peak_car_t_day') }},
            {{ feature_column('peak_car_t_copies_per_ug') }},
            {{ feature_column('auc_car_t_day0_28') }},
            {{ feature_column('car_t_month3_per_ul') }},
            {{ feature_column('peak_car_t_per_tumor_burden') }},
            {{ feature_column('peak_car_t_per_kg') }},
            {{ feature_column('ferritin_baseline_ng_ml') }},
            {{ feature_column('ferritin_day0_ng_ml') }},
            {{ feature_column('ferritin_day1_ng_ml') }},
            {{ feature_column('ldh_baseline_u_l') }},
            {{ feature_column('ldh_day0_u_l') }},
            {{ feature_column('ldh_day1_u_l') }},
            {{ feature_column('crp_baseline_mg_l') }},
            {{ feature_column('crp_day0_mg_l') }},
            {{ feature_column('crp_day1_mg_l') }},
            {{ feature_column('il6_baseline_pg_ml') }},
            {{ feature_column('il6_day0_pg_ml') }},
            {{ feature_column('il6_day1_pg_ml') }},
            {{ feature_column('il8_baseline_pg_ml') }},
            {{ feature_column('il8_day0_pg_ml') }},
            {{ feature_column('il8_day1_pg_ml') }},
            {{ feature_column('il15_baseline_pg_ml') }},
            {{ feature_column('il15_day0_pg_ml') }},
            {{ feature_column('il15_day1_pg_ml') }},
            {{ feature_column('ifng_baseline_pg_ml') }},
            {{ feature_column('ifng_day0_pg_ml') }},
            {{ feature_column('ifng_day1_pg_ml') }}
        from features
        group by features.subject_id
    )
select
    subjects.subject_id,
    subjects.site_id,
    subjects.age_years,
    subjects.sex,
    subjects.weight_kg,
    subjects.disease_subtype,
    subjects.disease_stage,
    subjects.ecog,
    subjects.ipi_score,
    subjects.r_ipi,
    subjects.prior_lines,
    subjects.is_infused,
    wide.tumor_burden_mm2,
    kinetics.n_index_lesions,
    case
        when wide.tumor_burden_mm2 <= quartiles.upper_cut
        then 'low'
        when wide.tumor_burden_mm2 > quartiles.upper_cut
        then 'high'
    end as tumor_burden_group,
    wide.car_t_cells_infused_million,
    wide.viable_t_cells_infused_million,
    wide.car_t_dose_million_per_kg,
    wide.viability_percent,
    wide.transduction_percent,
    wide.coculture_ifng_pg_ml,
    wide.doubling_time_days,
    wide.cd4_cd8_ratio,
    wide.product_ccr7pos_cd45rapos_percent,
    wide.product_ccr7pos_cd45raneg_percent,
    wide.product_ccr7neg_cd45raneg_percent,
    wide.product_ccr7neg_cd45rapos_percent,
    wide.cd8_cells_infused_million,
    wide.cd4_cells_infused_million,
    wide.ccr7pos_cd45rapos_cells_infused_million,
    wide.cd8_cells_infused_per_tumor_burden,
    wide.ccr7pos_cd45rapos_cells_infused_per_tumor_burden,
    wide.peak_car_t_per_ul,
    wide.peak_car_t_day,
    kinetics.car_t_lloq_per_ul,
    wide.peak_car_t_copies_per_ug,
    kinetics.car_t_copies_lloq_per_ug,
    wide.auc_car_t_day0_28,
    wide.car_t_month3_per_ul,
    wide.peak_car_t_per_tumor_burden,
    wide.peak_car_t_per_kg,
    wide.ferritin_baseline_ng_ml,
    wide.ferritin_day0_ng_ml,
    wide.ferritin_day1_ng_ml,
    wide.ldh_baseline_u_l,
    wide.ldh_day0_u_l,
    wide.ldh_day1_u_l,
    wide.crp_baseline_mg_l,
    wide.crp_day0_mg_l,
    wide.crp_day1_mg_l,
    wide.il6_baseline_pg_ml,
    wide.il6_day0_pg_ml,
    wide.il6_day1_pg_ml,
    wide.il8_baseline_pg_ml,
    wide.il8_day0_pg_ml,
    wide.il8_day1_pg_ml,
    wide.il15_baseline_pg_ml,
    wide.il15_day0_pg_ml,
    wide.il15_day1_pg_ml,
    wide.ifng_baseline_pg_ml,
    wide.ifng_day0_pg_ml,
    wide.ifng_day1_pg_ml,
    {%- for name in derived %} wide.{{ name }}, {%- endfor %}
    outcomes.best_response,
    outcomes.response_class,
    outcomes.response_status,
    outcomes.objective_response,
    outcomes.durable_response,
    outcomes.durable_response_state,
    outcomes.durable_response_reason,
    outcomes.crs_worst_grade,
    outcomes.ne_worst_grade,
    outcomes.crs_grade3_or_higher,
    outcomes.ne_grade3_or_higher,
    outcomes.last_contact_day,
    outcomes.status_at_last_contact
from subjects
left join quartiles on quartiles.feature = 'tumor_burden_mm2' and quartiles.quartile = 2
left join wide on subjects.subject_id = wide.subject_id
left join kinetics on subjects.subject_id = kinetics.subject_id
left join outcomes on subjects.subject_id = outcomes.subject_id
