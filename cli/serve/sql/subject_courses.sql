-- Toxicities with their grades, treatments, and responses of one subject, from day to day.
select
    'toxicity' as kind,
    case when event = 'other' then coalesce(term, event) else event end || ' grade ' || coalesce(grade::varchar, '?') as what,
    study_day,
    coalesce(end_day, study_day) as end_day
from staging.stg_toxicities
where subject_id = $subject and study_day is not null
union all
select 'treatment', treatment, study_day, coalesce(end_day, study_day)
from staging.stg_treatments
where subject_id = $subject and is_given and study_day is not null
union all
select 'response', response, study_day, study_day
from staging.stg_responses
where subject_id = $subject and study_day is not null
order by kind desc, study_day, what
