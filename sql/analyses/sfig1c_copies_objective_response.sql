/*
about: Does objective response depend on the peak of CAR gene copies? (Supplemental Figure 1C)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_copies_per_ug: {unit: '{copies}/ug', about: Peak CAR gene copies}
  objective_response: {about: Best response CR or PR}
analysis: {method: logistic, covariate: peak_car_t_copies_per_ug, outcome: objective_response, scale: log2, figure: 'S1C', family: supplemental_figure_1}
reference: 'Locke 2020, Supplemental Figure 1A-D: gene copies tell less than cells per microlitre'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A number that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_copies_per_ug', 'cohort.car_t_copies_lloq_per_ug') }}
    as peak_car_t_copies_per_ug,
    cohort.objective_response
from cohort
where cohort.is_infused
