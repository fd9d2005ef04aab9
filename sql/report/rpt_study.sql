/*
about: 'The study in one row: how many, how they fared, how long they were followed.'
grain: [n_subjects]
columns:
  n_subjects: {about: Subjects, tests: [not_null]}
  n_infused: {about: Subjects infused}
  n_sites: {about: Sites}
  first_infusion_date: {about: First infusion}
  last_infusion_date: {about: Last infusion}
  n_response_evaluable: {about: Infused subjects whose response can be evaluated}
  n_objective_response: {about: Infused subjects with an objective response}
  n_complete_evaluable: {about: Infused subjects of whom it is known whether the response was complete}
  n_complete_response: {about: Infused subjects with a complete response}
  n_durable_evaluable: {about: Infused subjects whose durable response can be evaluated}
  n_durable_response: {about: Infused subjects with a durable response}
  n_crs_evaluable: {about: Infused subjects of whom it is known whether CRS was severe}
  n_severe_crs: {about: Infused subjects with severe CRS}
  n_ne_evaluable: {about: Infused subjects of whom it is known whether neurologic events were severe}
  n_severe_ne: {about: Infused subjects with severe neurologic events}
  median_follow_up_days: {unit: d, about: Median day of the last contact of infused subjects}
*/
with
    cohort as (select * from {{ ref('cohort') }}),
    subjects as (select * from {{ ref('subjects') }}),
    joined as (
        select cohort.*, subjects.infusion_date
        from cohort
        inner join subjects on cohort.subject_id = subjects.subject_id
    )
select
    count(*) as n_subjects,
    count(*) filter (where joined.is_infused) as n_infused,
    count(distinct joined.site_id) as n_sites,
    min(joined.infusion_date) as first_infusion_date,
    max(joined.infusion_date) as last_infusion_date,
    count(joined.objective_response) filter (where joined.is_infused) as n_response_evaluable,
    count(*) filter (where joined.is_infused and joined.objective_response) as n_objective_response,
    -- A response of which a row was set aside may have been complete: it is a response, and no class.
    count(joined.response_class) filter (where joined.is_infused) as n_complete_evaluable,
    count(*) filter (where joined.is_infused and joined.response_class = 'CR') as n_complete_response,
    count(joined.durable_response) filter (where joined.is_infused) as n_durable_evaluable,
    count(*) filter (where joined.is_infused and joined.durable_response) as n_durable_response,
    count(joined.crs_grade3_or_higher) filter (where joined.is_infused) as n_crs_evaluable,
    count(*) filter (where joined.is_infused and joined.crs_grade3_or_higher) as n_severe_crs,
    count(joined.ne_grade3_or_higher) filter (where joined.is_infused) as n_ne_evaluable,
    count(*) filter (where joined.is_infused and joined.ne_grade3_or_higher) as n_severe_ne,
    median(joined.last_contact_day) filter (where joined.is_infused) as median_follow_up_days
from joined
