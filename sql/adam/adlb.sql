/*
label: Laboratory Analysis
class: BASIC DATA STRUCTURE
keys: [studyid, usubjid, paramcd, adt, adtord]
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
  avisit: {label: Analysis Visit, type: text, length: 20, origin: Derived, about: Window of seeds/visit_windows.csv; empty for a result outside all windows}
  adt: {label: Analysis Date, type: date, origin: Derived}
  ady: {label: Analysis Relative Day, type: integer, origin: Derived, about: The day of infusion is day 1}
  adtord: {label: Order of Records, type: integer, origin: Derived, about: Order within subject and parameter}
  aval: {label: Analysis Value, type: float, origin: Derived, about: In the canonical unit; below the limit by the setting analyte_below_limit}
  avalu: {label: Analysis Value Unit, type: text, length: 40, origin: Assigned}
  base: {label: Baseline Value, type: float, origin: Derived, about: The result chosen for baseline}
  chg: {label: Change from Baseline, type: float, origin: Derived, about: AVAL - BASE after baseline}
  ablfl: {label: Baseline Record Flag, type: text, length: 1, origin: Derived}
  anl01fl: {label: Analysis Flag 01, type: text, length: 1, origin: Derived, about: The result that stands for its visit}
  blqfl: {label: Below Limit of Quantification Flag, type: text, length: 1, origin: Derived}
  alqfl: {label: Above Limit of Quantification Flag, type: text, length: 1, origin: Derived}
  alloq: {label: Lower Limit of Quantification, type: float, origin: Derived}
  anrhi: {label: Analysis Normal Range Upper Limit, type: float, origin: Derived}
  lborres: {label: Result as Received, type: text, length: 200, origin: Predecessor}
  lborresu: {label: Unit as Received, type: text, length: 40, origin: Predecessor}
  lbspec: {label: Specimen Type, type: text, length: 80, origin: Predecessor}
  lbmethod: {label: Assay Platform, type: text, length: 80, origin: Predecessor}
  srcfile: {label: Source File, type: text, length: 200, origin: Assigned}
  srcrow: {label: Record in Source File, type: integer, origin: Assigned}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    registry as (select * from {{ ref('analytes') }}),
    results as (select * from {{ ref('stg_analytes') }} where is_registered),
    windowed as (select * from {{ ref('int_analytes_windowed') }}),
    baselines as (select * from windowed where visit = 'baseline' and is_chosen)
select
    {{ literal(var('study_name')) }} as studyid,
    subjects.subject_id as usubjid,
    subjects.site_id as siteid,
    subjects.age_years as age,
    {{ cdisc_sex('subjects.sex') }} as sex,
    {{ yes_no('subjects.is_infused') }} as saffl,
    subjects.infusion_date as trtsdt,
    registry.label || ' (' || results.unit || ')' as param,
    upper(results.analyte)[1:8] as paramcd,
    windowed.visit as avisit,
    coalesce(results.sample_date, {{ analysis_date('results.study_day') }}) as adt,
    {{ analysis_day('results.study_day') }} as ady,
    cast(
        row_number() over (
            partition by subjects.subject_id, results.analyte
            order by results.study_day, results.source_file, results.source_sheet, results.source_row, windowed.visit
        ) as integer
    ) as adtord,
    {{ quantified('results.value', 'results.is_below_limit', 'results.is_above_limit', 'results.lloq', 'results.uloq', var('analyte_below_limit')) }}
    as aval,
    results.unit as avalu,
    baselines.value as base,
    case
        when results.study_day > baselines.study_day
        then
            {{ quantified('results.value', 'results.is_below_limit', 'results.is_above_limit', 'results.lloq', 'results.uloq', var('analyte_below_limit')) }}
            - baselines.value
    end as chg,
    {{ flag("windowed.visit = 'baseline' and windowed.is_chosen") }} as ablfl,
    {{ flag('windowed.is_chosen') }} as anl01fl,
    {{ flag('results.is_below_limit') }} as blqfl,
    {{ flag('results.is_above_limit') }} as alqfl,
    results.lloq as alloq,
    results.upper_limit_normal as anrhi,
    results.result_received as lborres,
    results.unit_received as lborresu,
    results.specimen as lbspec,
    results.platform as lbmethod,
    results.source_file as srcfile,
    cast(results.source_row as integer) as srcrow
from results
inner join subjects on results.subject_id = subjects.subject_id
inner join registry on results.analyte = registry.analyte
left join
    windowed
    on results.subject_id = windowed.subject_id
    and results.analyte = windowed.analyte
    and results.study_day = windowed.study_day
    and results.source_file = windowed.source_file
    and results.source_row = windowed.source_row
left join baselines on results.subject_id = baselines.subject_id and results.analyte = baselines.analyte
order by usubjid, paramcd, adtord
