/*
about: 'Do peak, tumour burden and LDH foretell progression, beside each other?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  progression_free_survival_after_landmark_days: {unit: d, about: 'Progression-free survival after the landmark'}
  has_progressed_or_died: {about: 'Progression, or death before new therapy'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  tumor_burden_mm2: {unit: mm2, about: Tumour burden (SPD)}
  ldh_baseline_u_l: {unit: U/L, about: LDH at baseline}
analysis:
  method: cox
  outcome: progression_free_survival_after_landmark_days
  event: has_progressed_or_died
  covariates: [peak_car_t_per_ul, tumor_burden_mm2, ldh_baseline_u_l]
  scales: {peak_car_t_per_ul: log2, tumor_burden_mm2: log2, ldh_baseline_u_l: log2}
  family: survival
  subset: without progression on the last day of the peak
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the event came before the peak could be known, and times count from there'
*/
with
    times as (select * from {{ ref('time_to_event') }} where endpoint = 'progression_free_survival'),
    cohort as (select * from {{ ref('cohort') }})
-- The peak is the highest level up to this day. Who has no days is counted as missing.
select
    times.subject_id,
    times.days - {{ var('peak_window_days') }} as progression_free_survival_after_landmark_days,
    times.is_event as has_progressed_or_died,
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.tumor_burden_mm2,
    cohort.ldh_baseline_u_l
from times
left join cohort on times.subject_id = cohort.subject_id
where times.days is null or times.days > {{ var('peak_window_days') }}
