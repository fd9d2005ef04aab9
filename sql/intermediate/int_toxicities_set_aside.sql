/*
about: 'Events of which a row was set aside, so that nobody knows how bad they were.'
grain: [subject_id, event]
columns:
  subject_id: {about: Subject}
  event: {about: 'Event; a row whose event could not be read counts for each', tests: [{accepted: [CRS, NE]}]}
  n_set_aside: {about: Rows that were set aside, tests: [{min: 1}]}
reference: 'What could not be read is not what did not happen; what began before the infusion is not the product''s (G20)'
*/
with
    toxicities as (select * from {{ ref('stg_toxicities_set_aside') }} where coalesce(study_day, 0) >= 0),
    events as (
        select toxicities.subject_id, unnest(['CRS', 'NE']) as event, toxicities.event as event_read from toxicities
    )
select events.subject_id, events.event, count(*) as n_set_aside
from events
where coalesce(events.event_read, events.event) = events.event
group by events.subject_id, events.event
