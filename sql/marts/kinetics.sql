/*
about: 'CAR T-cell expansion of each subject, in cells and in gene copies: peak, area to day 28, month 3, terminal half-life, and the peak relative to tumour burden.'
grain: [subject_id]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  n_samples: {about: Blood samples to the end of the peak window}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Highest level after infusion, to day 28 or the setting peak_window_days', tests: [{min: 0}]}
  peak_car_t_day: {unit: d, about: 'First day of that level; missing when no level could be quantified'}
  is_peak_below_limit: {about: Whether no level could be quantified}
  is_peak_above_limit: {about: Whether the peak is at the upper limit of the assay}
  car_t_lloq_per_ul: {unit: '{cells}/uL', about: Lower limit of quantification}
  peak_car_t_copies_per_ug: {unit: '{copies}/ug', about: 'Highest number of gene copies after infusion, to day 28 or the setting peak_window_days', tests: [{min: 0}]}
  peak_car_t_copies_day: {unit: d, about: 'First day of that number; missing when none could be quantified'}
  car_t_copies_lloq_per_ug: {unit: '{copies}/ug', about: Lower limit of quantification of gene copies}
  is_copies_peak_below_limit: {about: Whether no number of copies could be quantified}
  is_copies_peak_above_limit: {about: Whether that peak is at the upper limit of the assay}
  auc_car_t_day0_28: {unit: 'd.{cells}/uL', about: 'Area under the curve from infusion to day 28, or the setting auc_last_day', tests: [{min: 0}]}
  auc_end_day: {unit: d, about: Day to which that area goes}
  auc_missing_reason: {about: Why there is no area}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: Level at month 3, tests: [{min: 0}]}
  car_t_month3_day: {unit: d, about: Study day of that sample}
  month3_lloq_per_ul: {unit: '{cells}/uL', about: Lower limit of quantification of that sample}
  is_month3_below_limit: {about: Whether that level is below the limit}
  is_month3_above_limit: {about: Whether that level is at the upper limit of the assay}
  car_t_last_per_ul: {unit: '{cells}/uL', about: Last level that could be quantified, tests: [{min: 0}]}
  car_t_last_day: {unit: d, about: Study day of that level}
  car_t_half_life_days: {unit: d, about: Half-life of the terminal decline, tests: [{min: 0}]}
  half_life_first_day: {unit: d, about: First day of the line that gives it}
  half_life_missing_reason: {about: Why there is no half-life}
  auc_car_t_copies_day0_28: {unit: 'd.{copies}/ug', about: 'Area under the curve of gene copies from infusion to day 28, or the setting auc_last_day', tests: [{min: 0}]}
  auc_copies_end_day: {unit: d, about: Day to which that area goes}
  auc_copies_missing_reason: {about: Why there is no area of copies}
  car_t_copies_month3_per_ug: {unit: '{copies}/ug', about: Gene copies at month 3, tests: [{min: 0}]}
  car_t_copies_month3_day: {unit: d, about: Study day of that sample}
  month3_copies_lloq_per_ug: {unit: '{copies}/ug', about: Lower limit of quantification of that sample}
  is_copies_month3_below_limit: {about: Whether these copies are below the limit}
  is_copies_month3_above_limit: {about: Whether these copies are at the upper limit of the assay}
  car_t_copies_last_per_ug: {unit: '{copies}/ug', about: Last number of gene copies that could be quantified, tests: [{min: 0}]}
  car_t_copies_last_day: {unit: d, about: Study day of these copies}
  car_t_copies_half_life_days: {unit: d, about: Half-life of the terminal decline of gene copies, tests: [{min: 0}]}
  copies_half_life_first_day: {unit: d, about: First day of the line that gives it}
  copies_half_life_missing_reason: {about: Why there is no half-life of copies}
  tumor_burden_mm2: {unit: mm2, about: SPD of the index lesions before treatment, tests: [{min: 0}]}
  n_index_lesions: {about: Index lesions summed}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak divided by tumour burden, tests: [{min: 0}]}
  peak_per_tumor_burden_missing_reason: {about: Why there is no ratio, tests: [{accepted: [no_peak, no_tumor_burden]}]}
  peak_car_t_copies_per_tumor_burden: {unit: '{copies}/ug/mm2', about: Peak of gene copies divided by tumour burden, tests: [{min: 0}]}
  peak_car_t_per_kg: {unit: '{cells}/uL/kg', about: Peak divided by body weight, tests: [{min: 0}]}
reference: 'Locke 2020, Figure 1; G3 to G7'
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    peaks as (select * from {{ ref('int_car_t_peaks') }}),
    areas as (select * from {{ ref('int_car_t_areas') }}),
    months as (select * from {{ ref('int_car_t_month3') }}),
    declines as (select * from {{ ref('int_car_t_declines') }}),
    burdens as (select * from {{ ref('int_tumor_burden_summed') }} where is_baseline)
select
    subjects.subject_id,
    coalesce(peaks.n_samples, 0) as n_samples,
    peaks.peak_car_t_per_ul,
    peaks.peak_car_t_day,
    peaks.is_peak_below_limit,
    peaks.is_peak_above_limit,
    peaks.car_t_lloq_per_ul,
    peaks.peak_car_t_copies_per_ug,
    peaks.peak_car_t_copies_day,
    peaks.car_t_copies_lloq_per_ug,
    peaks.is_copies_peak_below_limit,
    peaks.is_copies_peak_above_limit,
    areas.auc_car_t_day0_28,
    areas.auc_end_day,
    coalesce(
        areas.auc_missing_reason, case when areas.auc_car_t_day0_28 is null then 'no_samples' end
    ) as auc_missing_reason,
    months.car_t_month3_per_ul,
    months.car_t_month3_day,
    months.month3_lloq_per_ul,
    months.is_month3_below_limit,
    months.is_month3_above_limit,
    declines.car_t_last_per_ul,
    declines.car_t_last_day,
    declines.car_t_half_life_days,
    declines.half_life_first_day,
    coalesce(
        declines.half_life_missing_reason,
        case when declines.car_t_half_life_days is null then 'no_quantified_level' end
    ) as half_life_missing_reason,
    areas.auc_car_t_copies_day0_28,
    areas.auc_copies_end_day,
    coalesce(
        areas.auc_copies_missing_reason, case when areas.auc_car_t_copies_day0_28 is null then 'no_samples' end
    ) as auc_copies_missing_reason,
    months.car_t_copies_month3_per_ug,
    months.car_t_copies_month3_day,
    months.month3_copies_lloq_per_ug,
    months.is_copies_month3_below_limit,
    months.is_copies_month3_above_limit,
    declines.car_t_copies_last_per_ug,
    declines.car_t_copies_last_day,
    declines.car_t_copies_half_life_days,
    declines.copies_half_life_first_day,
    coalesce(
        declines.copies_half_life_missing_reason,
        case when declines.car_t_copies_half_life_days is null then 'no_quantified_level' end
    ) as copies_half_life_missing_reason,
    burdens.tumor_burden_mm2,
    burdens.n_index_lesions,
    -- An effector-to-target ratio. No burden means no ratio, not an infinite one (G6).
    peaks.peak_car_t_per_ul / nullif(burdens.tumor_burden_mm2, 0) as peak_car_t_per_tumor_burden,
    case
        when peaks.peak_car_t_per_ul is null
        then 'no_peak'
        when nullif(burdens.tumor_burden_mm2, 0) is null
        then 'no_tumor_burden'
    end as peak_per_tumor_burden_missing_reason,
    peaks.peak_car_t_copies_per_ug / nullif(burdens.tumor_burden_mm2, 0) as peak_car_t_copies_per_tumor_burden,
    peaks.peak_car_t_per_ul / nullif(subjects.weight_kg, 0) as peak_car_t_per_kg
from subjects
left join peaks on subjects.subject_id = peaks.subject_id
left join areas on subjects.subject_id = areas.subject_id
left join months on subjects.subject_id = months.subject_id
left join declines on subjects.subject_id = declines.subject_id
left join burdens on subjects.subject_id = burdens.subject_id
