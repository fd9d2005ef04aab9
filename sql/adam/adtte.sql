/*
label: Time to Event Analysis
class: BASIC DATA STRUCTURE
keys: [studyid, usubjid, paramcd]
columns:
  studyid: {label: Study Identifier, type: text, length: 40, origin: Assigned}
  usubjid: {label: Unique Subject Identifier, type: text, length: 40, origin: Predecessor}
  siteid: {label: Study Site Identifier, type: text, length: 40, origin: Predecessor}
  age: {label: Age, type: float, origin: Predecessor}
  sex: {label: Sex, type: text, length: 20, origin: Predecessor}
  saffl: {label: Safety Population Flag, type: text, length: 1, origin: Derived, about: Infused}
  trtsdt: {label: Date of First Exposure to Treatment, type: date, origin: Predecessor}
  param: {label: Parameter, type: text, length: 200, origin: Assigned}
  paramcd: {label: Parameter Code, type: text, length: 8, origin: Assigned}
  startdt: {label: Time to Event Origin Date, type: date, origin: Derived}
  adt: {label: Analysis Date, type: date, origin: Derived}
  ady: {label: Analysis Relative Day, type: integer, origin: Derived, about: The day of infusion is day 1}
  aval: {label: Analysis Value, type: float, origin: Derived, about: Days from origin to event or censoring with both days counted}
  avalu: {label: Analysis Value Unit, type: text, length: 10, origin: Assigned}
  cnsr: {label: Censor, type: integer, origin: Derived, about: 0 event and 1 censored}
  evntdesc: {label: Event or Censoring Description, type: text, length: 80, origin: Derived}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    events as (select * from {{ ref('int_events_after_infusion') }}),
    responses as (select * from {{ ref('int_best_responses') }}),
    doubts as (select * from {{ ref('int_response_doubts') }}),
    -- A death after new therapy is no event of the first treatment; who never was assessed is censored at the start.
    observed as (
        select
            subjects.subject_id,
            events.death_day,
            events.last_contact_day,
            responses.first_response_day,
            responses.progression_day,
            coalesce(responses.last_evaluable_day, 0) as last_evaluable_day,
            doubts.is_first_response_day_doubtful,
            doubts.possible_progression_day,
            doubts.possible_therapy_day,
            events.therapy_day,
            coalesce(events.may_have_died, false) as may_have_died,
            case
                when events.therapy_day is null or events.death_day <= events.therapy_day then events.death_day
            end as death_before_therapy_day
        from subjects
        left join events on subjects.subject_id = events.subject_id
        left join responses on subjects.subject_id = responses.subject_id
        left join doubts on subjects.subject_id = doubts.subject_id
        where subjects.is_infused
    ),
    dated as (
        select observed.*, least(observed.progression_day, observed.death_before_therapy_day) as event_day from observed
    ),
    -- The first end of a response or of the time without progression, and whether a row that was set aside may have
    -- been another one.
    ended as (
        select
            dated.*,
            case
                when dated.progression_day <= coalesce(dated.death_before_therapy_day, dated.progression_day)
                then 'Progression'
                when dated.death_before_therapy_day is not null
                then 'Death'
                else 'Last evaluable assessment'
            end as evntdesc,
            coalesce(dated.possible_progression_day < dated.event_day, dated.possible_progression_day is not null)
            or coalesce(dated.possible_therapy_day < coalesce(dated.event_day, dated.last_evaluable_day), false)
            or (dated.may_have_died and dated.progression_day is null and dated.therapy_day is null) as is_doubtful
        from dated
    ),
    -- Who may have had the event on a day that nobody could read has no row: neither an event nor a censored one.
    parameters as (
        select
            observed.subject_id,
            'Overall Survival' as param,
            'OS' as paramcd,
            cast(0 as double) as start_day,
            coalesce(observed.death_day, observed.last_contact_day) as end_day,
            case when observed.death_day is null then 1 else 0 end as cnsr,
            case when observed.death_day is null then 'Last contact' else 'Death' end as evntdesc
        from observed
        where not observed.may_have_died
        union all
        select
            ended.subject_id,
            'Progression Free Survival' as param,
            'PFS' as paramcd,
            cast(0 as double) as start_day,
            coalesce(ended.event_day, ended.last_evaluable_day) as end_day,
            case when ended.event_day is null then 1 else 0 end as cnsr,
            ended.evntdesc
        from ended
        where not ended.is_doubtful
        union all
        select
            ended.subject_id,
            'Duration of Response' as param,
            'DOR' as paramcd,
            ended.first_response_day as start_day,
            coalesce(ended.event_day, ended.last_evaluable_day) as end_day,
            case when ended.event_day is null then 1 else 0 end as cnsr,
            ended.evntdesc
        from ended
        where
            ended.first_response_day is not null
            and not ended.is_doubtful
            and not coalesce(ended.is_first_response_day_doubtful, false)
    )
select
    {{ literal(var('study_name')) }} as studyid,
    subjects.subject_id as usubjid,
    subjects.site_id as siteid,
    subjects.age_years as age,
    {{ cdisc_sex('subjects.sex') }} as sex,
    {{ yes_no('subjects.is_infused') }} as saffl,
    subjects.infusion_date as trtsdt,
    parameters.param,
    parameters.paramcd,
    {{ analysis_date('parameters.start_day') }} as startdt,
    {{ analysis_date('parameters.end_day') }} as adt,
    {{ analysis_day('parameters.end_day') }} as ady,
    floor(parameters.end_day) - floor(parameters.start_day) + 1 as aval,
    'DAYS' as avalu,
    cast(parameters.cnsr as integer) as cnsr,
    parameters.evntdesc
from parameters
inner join subjects on parameters.subject_id = subjects.subject_id
where parameters.end_day is not null
order by usubjid, paramcd
