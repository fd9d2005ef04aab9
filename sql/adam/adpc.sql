/*
label: CAR T Concentrations
class: BASIC DATA STRUCTURE
keys: [studyid, usubjid, paramcd, ady]
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
  aval: {label: Analysis Value, type: float, origin: Derived, about: Below the limit by the setting of the study}
  avalu: {label: Analysis Value Unit, type: text, length: 40, origin: Assigned}
  blqfl: {label: Below Limit of Quantification Flag, type: text, length: 1, origin: Derived}
  alqfl: {label: Above Limit of Quantification Flag, type: text, length: 1, origin: Derived}
  alloq: {label: Lower Limit of Quantification, type: float, origin: Predecessor}
  pcmethod: {label: Method, type: text, length: 40, origin: Predecessor}
  nrecord: {label: Records of that Day, type: integer, origin: Derived}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    levels as (select * from {{ ref('int_car_t_levels_quantified') }})
select
    {{ literal(var('study_name')) }} as studyid,
    subjects.subject_id as usubjid,
    subjects.site_id as siteid,
    subjects.age_years as age,
    {{ cdisc_sex('subjects.sex') }} as sex,
    {{ yes_no('subjects.is_infused') }} as saffl,
    subjects.infusion_date as trtsdt,
    'CAR T Cells in Blood (' || levels.unit || ')' as param,
    case levels.unit when 'cells/uL' then 'CARTCELL' else 'CARTCOPY' end as paramcd,
    {{ analysis_date('levels.study_day') }} as adt,
    {{ analysis_day('levels.study_day') }} as ady,
    levels.level as aval,
    levels.unit as avalu,
    {{ flag('levels.is_below_limit') }} as blqfl,
    {{ flag('levels.is_above_limit') }} as alqfl,
    levels.lloq as alloq,
    levels.assay as pcmethod,
    cast(levels.n_records as integer) as nrecord
from levels
inner join subjects on levels.subject_id = subjects.subject_id
order by usubjid, paramcd, levels.study_day
