/*
label: Response Analysis
class: BASIC DATA STRUCTURE
keys: [studyid, usubjid, paramcd, adt]
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
  adt: {label: Analysis Date, type: date, origin: Derived}
  ady: {label: Analysis Relative Day, type: integer, origin: Derived, about: The day of infusion is day 1}
  avalc: {label: Analysis Value (C), type: text, length: 20, origin: Derived}
  anl01fl: {label: Analysis Flag 01, type: text, length: 1, origin: Derived, about: 'Counts for best response: up to progression and before new therapy'}
  rscat: {label: Response Criterion, type: text, length: 80, origin: Predecessor}
  rseval: {label: Evaluator, type: text, length: 40, origin: Predecessor}
  reasnd: {label: Reason for the Value, type: text, length: 80, origin: Derived, about: Row of the truth table of durable response}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    assessments as (select * from {{ ref('int_responses_counted') }}),
    outcomes as (select * from {{ ref('outcomes') }}),
    parameters as (
        select
            assessments.subject_id,
            'Overall Response' as param,
            'OVR' as paramcd,
            assessments.study_day,
            assessments.response as avalc,
            {{ flag('assessments.is_counted') }} as anl01fl,
            assessments.criterion as rscat,
            assessments.assessor as rseval,
            cast(null as varchar) as reasnd
        from assessments
        union all
        select
            outcomes.subject_id,
            'Best Overall Response' as param,
            'BOR' as paramcd,
            cast(null as double) as study_day,
            outcomes.best_response as avalc,
            {{ flag('outcomes.best_response is not null') }} as anl01fl,
            cast(null as varchar) as rscat,
            cast(null as varchar) as rseval,
            cast(null as varchar) as reasnd
        from outcomes
        union all
        select
            outcomes.subject_id,
            'Objective Response' as param,
            'OBJRSP' as paramcd,
            outcomes.first_response_day as study_day,
            {{ yes_no('outcomes.objective_response') }} as avalc,
            {{ flag('outcomes.objective_response is not null') }} as anl01fl,
            cast(null as varchar) as rscat,
            cast(null as varchar) as rseval,
            cast(null as varchar) as reasnd
        from outcomes
        union all
        select
            outcomes.subject_id,
            'Response Ongoing at One Year' as param,
            'DURRSP' as paramcd,
            cast(null as double) as study_day,
            {{ yes_no('outcomes.durable_response') }} as avalc,
            {{ flag('outcomes.durable_response is not null') }} as anl01fl,
            cast(null as varchar) as rscat,
            cast(null as varchar) as rseval,
            outcomes.durable_response_reason as reasnd
        from outcomes
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
    {{ analysis_date('parameters.study_day') }} as adt,
    {{ analysis_day('parameters.study_day') }} as ady,
    parameters.avalc,
    parameters.anl01fl,
    parameters.rscat,
    parameters.rseval,
    parameters.reasnd
from parameters
inner join subjects on parameters.subject_id = subjects.subject_id
order by usubjid, paramcd, parameters.study_day
