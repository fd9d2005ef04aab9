/*
about: Do severe neurologic events depend on the peak of CAR T cells among those in whom it came first?
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  ne_grade3_or_higher: {about: Severe neurologic events}
analysis: {method: logistic, covariate: peak_car_t_per_ul, outcome: ne_grade3_or_higher, scale: log2, family: landmark, subset: no neurologic event up to the day of the peak; missing without such a day}
reference: 'A landmark analysis (Anderson, Cain and Gelber 1983): nobody is counted in whom the outcome was settled when the covariate was measured'
*/
with cohort as (select * from {{ ref('cohort') }}), outcomes as (select * from {{ ref('outcomes') }})
-- Infused subjects in whom no such event, of any grade, had begun by the day of the peak.
-- Trap: a peak that could not be quantified has no day. Who has none is here whatever came of it, and is counted as
-- missing: taking in those without an event alone would choose them by their outcome.
select
    cohort.subject_id,
    case
        when cohort.peak_car_t_day is not null
        then {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }}
    end as peak_car_t_per_ul,
    cohort.ne_grade3_or_higher
from cohort
inner join outcomes on cohort.subject_id = outcomes.subject_id
where
    cohort.is_infused
    and (cohort.peak_car_t_day is null or outcomes.ne_worst_grade = 0 or outcomes.ne_onset_day > cohort.peak_car_t_day)
