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
-- Who may have had the event on a day that nobody could read has no row: neither an event nor a censored one.
with
    subjects as (select * from {{ ref('subjects') }}),
    times as (select * from {{ ref('time_to_event') }} where missing_reason is null),
    parameters as (
        select 'overall_survival' as endpoint, 'Overall Survival' as param, 'OS' as paramcd
        union all
        select 'progression_free_survival' as endpoint, 'Progression Free Survival' as param, 'PFS' as paramcd
        union all
        select 'response_duration' as endpoint, 'Duration of Response' as param, 'DOR' as paramcd
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
    {{ analysis_date('times.start_day') }} as startdt,
    {{ analysis_date('times.end_day') }} as adt,
    {{ analysis_day('times.end_day') }} as ady,
    floor(times.end_day) - floor(times.start_day) + 1 as aval,
    'DAYS' as avalu,
    case when times.is_event then 0 else 1 end as cnsr,
    times.ended_by as evntdesc
from times
inner join parameters on times.endpoint = parameters.endpoint
inner join subjects on times.subject_id = subjects.subject_id
order by usubjid, paramcd
