/*
about: 'Do subjects with a higher peak of CAR T cells live longer?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  quarter_of_peak: {about: Quarter of the peak of CAR T cells}
  overall_survival_after_landmark_days: {unit: d, about: 'Overall survival after the landmark'}
  has_died: {about: 'Death of any cause'}
analysis: {method: kaplan_meier, outcome: overall_survival_after_landmark_days, event: has_died, group: quarter_of_peak, levels: [Q1, Q2, Q3, Q4], at: 365, family: survival, subset: 'alive on the last day of the peak'}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the event came before the peak could be known, and times count from there'
*/
with
    times as (select * from {{ ref('time_to_event') }} where endpoint = 'overall_survival'),
    features as (select * from {{ ref('features') }} where feature = 'peak_car_t_per_ul'),
    quartiles as (select * from {{ ref('quartiles') }} where feature = 'peak_car_t_per_ul')
-- The peak is the highest level up to this day. Who has no days, or no peak, is counted as missing.
select
    times.subject_id,
    'Q' || quartiles.quartile as quarter_of_peak,
    times.days - {{ var('peak_window_days') }} as overall_survival_after_landmark_days,
    times.is_event as has_died
from times
left join features on times.subject_id = features.subject_id
left join
    quartiles
    on features.value > coalesce(quartiles.lower_cut, -1)
    and features.value <= coalesce(quartiles.upper_cut, features.value)
where times.days is null or times.days > {{ var('peak_window_days') }}
