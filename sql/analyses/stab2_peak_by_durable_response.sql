/*
about: Is the peak of CAR T cells higher in durable responders? (Supplemental Table 2)
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: Peak CAR T cells in blood}
  durable_response: {about: In ongoing response a year after infusion}
analysis: {method: rank_sum, value: peak_car_t_per_ul, group: durable_response, levels: [true, false], family: supplemental_table_2}
reference: 'Locke 2020, Supplemental Table 2: higher'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select cohort.subject_id, cohort.peak_car_t_per_ul, cohort.durable_response
from cohort
where cohort.is_infused
