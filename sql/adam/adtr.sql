/*
label: Tumor Analysis
class: BASIC DATA STRUCTURE
keys: [studyid, usubjid, paramcd, ady, trlnkid]
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
  trlnkid: {label: Lesion, type: text, length: 40, origin: Predecessor}
  adt: {label: Analysis Date, type: date, origin: Derived}
  ady: {label: Analysis Relative Day, type: integer, origin: Derived, about: The day of infusion is day 1}
  aval: {label: Analysis Value, type: float, origin: Derived}
  avalu: {label: Analysis Value Unit, type: text, length: 10, origin: Assigned}
  base: {label: Baseline Value, type: float, origin: Derived}
  chg: {label: Change from Baseline, type: float, origin: Derived}
  pchg: {label: Percent Change from Baseline, type: float, origin: Derived, about: Only where every index lesion of baseline was measured}
  ablfl: {label: Baseline Record Flag, type: text, length: 1, origin: Derived}
  indexfl: {label: Index (Target) Lesion Flag, type: text, length: 1, origin: Predecessor}
  tuloc: {label: Location of the Lesion, type: text, length: 80, origin: Predecessor}
  treval: {label: Evaluator, type: text, length: 40, origin: Predecessor}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    sums as (select * from {{ ref('int_tumor_burden_summed') }}),
    lesions as (select * from {{ ref('stg_lesions') }}),
    baselines as (select * from sums where is_baseline),
    parameters as (
        select
            sums.subject_id,
            'Sum of Products of Diameters of Index Lesions' as param,
            'SPD' as paramcd,
            cast(null as varchar) as trlnkid,
            sums.study_day,
            sums.tumor_burden_mm2 as aval,
            'mm2' as avalu,
            baselines.tumor_burden_mm2 as base,
            case
                when not sums.is_baseline and sums.is_complete then sums.tumor_burden_mm2 - baselines.tumor_burden_mm2
            end as chg,
            case when not sums.is_baseline then sums.percent_of_baseline - 100 end as pchg,
            {{ flag('sums.is_baseline') }} as ablfl,
            cast(null as varchar) as indexfl,
            cast(null as varchar) as tuloc,
            cast(null as varchar) as treval
        from sums
        left join baselines on sums.subject_id = baselines.subject_id
        union all
        select
            lesions.subject_id,
            'Longest Diameter' as param,
            'LDIAM' as paramcd,
            lesions.lesion_id as trlnkid,
            lesions.study_day,
            lesions.longest_diameter_mm as aval,
            'mm' as avalu,
            cast(null as double) as base,
            cast(null as double) as chg,
            cast(null as double) as pchg,
            cast(null as varchar) as ablfl,
            {{ yes_no('lesions.is_index') }} as indexfl,
            lesions.location as tuloc,
            lesions.assessor as treval
        from lesions
        union all
        select
            lesions.subject_id,
            'Perpendicular Diameter' as param,
            'LPERP' as paramcd,
            lesions.lesion_id as trlnkid,
            lesions.study_day,
            lesions.perpendicular_diameter_mm as aval,
            'mm' as avalu,
            cast(null as double) as base,
            cast(null as double) as chg,
            cast(null as double) as pchg,
            cast(null as varchar) as ablfl,
            {{ yes_no('lesions.is_index') }} as indexfl,
            lesions.location as tuloc,
            lesions.assessor as treval
        from lesions
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
    parameters.trlnkid,
    {{ analysis_date('parameters.study_day') }} as adt,
    {{ analysis_day('parameters.study_day') }} as ady,
    parameters.aval,
    parameters.avalu,
    parameters.base,
    parameters.chg,
    parameters.pchg,
    parameters.ablfl,
    parameters.indexfl,
    parameters.tuloc,
    parameters.treval
from parameters
inner join subjects on parameters.subject_id = subjects.subject_id
order by usubjid, paramcd, parameters.study_day, trlnkid, treval
