/*
about: 'How often CRS and neurologic events came, how severe, how soon and for how long.'
grain: [event]
columns:
  event: {about: Event, tests: [{accepted: [CRS, NE]}]}
  scale: {about: Scale of the grades}
  n_graded: {about: 'Infused subjects of whom the worst grade is known, 0 included'}
  n_grade1: {about: Subjects with worst grade 1}
  n_grade2: {about: Subjects with worst grade 2}
  n_grade3: {about: Subjects with worst grade 3}
  n_grade4: {about: Subjects with worst grade 4}
  n_grade5: {about: Subjects with worst grade 5}
  n_any: {about: Subjects with grade 1 or more}
  n_severe: {about: Subjects with a severe event (setting severe_grade)}
  n_onset: {about: Subjects with an event of which the first day is known}
  onset_median_days: {unit: d, about: Median of the first day}
  onset_minimum_days: {unit: d, about: Earliest first day}
  onset_maximum_days: {unit: d, about: Latest first day}
  n_duration: {about: Subjects with an event of which first and last day are known}
  duration_median_days: {unit: d, about: Median duration}
  duration_minimum_days: {unit: d, about: Shortest duration}
  duration_maximum_days: {unit: d, about: Longest duration}
reference: 'Worst grade after infusion, G20; durations of marts.toxicity_courses'
*/
-- Durations are of who has one: an event that nobody saw the end of is longer than they say, so n stands beside.
with
    courses as (select * from {{ ref('toxicity_courses') }}),
    known as (select * from courses where worst_grade is not null)
select
    known.event,
    max(known.scale) as scale,
    count(*) as n_graded,
    count(*) filter (where known.worst_grade = 1) as n_grade1,
    count(*) filter (where known.worst_grade = 2) as n_grade2,
    count(*) filter (where known.worst_grade = 3) as n_grade3,
    count(*) filter (where known.worst_grade = 4) as n_grade4,
    count(*) filter (where known.worst_grade = 5) as n_grade5,
    count(*) filter (where known.worst_grade >= 1) as n_any,
    count(*) filter (where known.worst_grade >= {{ var('severe_grade') }}) as n_severe,
    count(known.onset_day) as n_onset,
    median(known.onset_day) as onset_median_days,
    min(known.onset_day) as onset_minimum_days,
    max(known.onset_day) as onset_maximum_days,
    count(known.duration_days) as n_duration,
    median(known.duration_days) as duration_median_days,
    min(known.duration_days) as duration_minimum_days,
    max(known.duration_days) as duration_maximum_days
from known
group by known.event
