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
    -- A death after new therapy is no event of the first treatment; who never was assessed is censored at the start.
    observed as (
        select
            subjects.subject_id,
            events.death_day,
            events.last_contact_day,
            responses.first_response_day,
            responses.progression_day,
            coalesce(responses.last_evaluable_day, 0) as last_evaluable_day,
            case
                when events.therapy_day is null or events.death_day <= events.therapy_day then events.death_day
            end as death_before_therapy_day
        from subjects
        left join events on subjects.subject_id = events.subject_id
        left join responses on subjects.subject_id = responses.subject_id
        where subjects.is_infused
    ),
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
        union all
        select
            observed.subject_id,
            'Progression Free Survival' as param,
            'PFS' as paramcd,
            cast(0 as double) as start_day,
            coalesce(
                least(observed.progression_day, observed.death_before_therapy_day), observed.last_evaluable_day
            ) as end_day,
            case
                when coalesce(observed.progression_day, observed.death_before_therapy_day) is null then 1 else 0
            end as cnsr,
            case
                when observed.progression_day <= coalesce(observed.death_before_therapy_day, observed.progression_day)
                then 'Progression'
                when observed.death_before_therapy_day is not null
                then 'Death'
                else 'Last evaluable assessment'
            end as evntdesc
        from observed
        union all
        select
            observed.subject_id,
            'Duration of Response' as param,
            'DOR' as paramcd,
            observed.first_response_day as start_day,
            coalesce(
                least(observed.progression_day, observed.death_before_therapy_day), observed.last_evaluable_day
            ) as end_day,
            case
                when coalesce(observed.progression_day, observed.death_before_therapy_day) is null then 1 else 0
            end as cnsr,
            case
                when observed.progression_day <= coalesce(observed.death_before_therapy_day, observed.progression_day)
                then 'Progression'
                when observed.death_before_therapy_day is not null
                then 'Death'
                else 'Last evaluable assessment'
            end as evntdesc
        from observed
        where observed.first_response_day is not null
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
