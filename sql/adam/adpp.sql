/*
label: CAR T Kinetic Parameters
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
  aval: {label: Analysis Value, type: float, origin: Derived}
  avalu: {label: Analysis Value Unit, type: text, length: 40, origin: Assigned}
  blqfl: {label: Below Limit of Quantification Flag, type: text, length: 1, origin: Derived}
  reasnd: {label: Reason Not Derived, type: text, length: 80, origin: Derived}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    kinetics as (select * from {{ ref('kinetics') }}),
    parameters as (
        select
            kinetics.subject_id,
            'Maximum CAR T Cells in Blood' as param,
            'CMAX' as paramcd,
            cast(kinetics.peak_car_t_per_ul as double) as aval,
            'cells/uL' as avalu,
            {{ flag('kinetics.is_peak_below_limit') }} as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Day of Maximum CAR T Cells' as param,
            'TMAX' as paramcd,
            cast(kinetics.peak_car_t_day as double) as aval,
            'days after infusion' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Maximum CAR Gene Copies in Blood' as param,
            'CMAXCOPY' as paramcd,
            cast(kinetics.peak_car_t_copies_per_ug as double) as aval,
            'copies/ug' as avalu,
            {{ flag('kinetics.is_copies_peak_below_limit') }} as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'AUC of CAR T Cells Day 0 to 28' as param,
            'AUC0028' as paramcd,
            cast(kinetics.auc_car_t_day0_28 as double) as aval,
            'day*cells/uL' as avalu,
            cast(null as varchar) as blqfl,
            kinetics.auc_missing_reason as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'CAR T Cells at Month 3' as param,
            'CMON3' as paramcd,
            cast(kinetics.car_t_month3_per_ul as double) as aval,
            'cells/uL' as avalu,
            {{ flag('kinetics.is_month3_below_limit') }} as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Maximum by Tumor Burden' as param,
            'CMAXTB' as paramcd,
            cast(kinetics.peak_car_t_per_tumor_burden as double) as aval,
            'cells/uL/mm2' as avalu,
            cast(null as varchar) as blqfl,
            kinetics.peak_per_tumor_burden_missing_reason as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Maximum by Body Weight' as param,
            'CMAXKG' as paramcd,
            cast(kinetics.peak_car_t_per_kg as double) as aval,
            'cells/uL/kg' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Last Quantified CAR T Cells' as param,
            'CLST' as paramcd,
            cast(kinetics.car_t_last_per_ul as double) as aval,
            'cells/uL' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Day of Last Quantified CAR T Cells' as param,
            'TLST' as paramcd,
            cast(kinetics.car_t_last_day as double) as aval,
            'days after infusion' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Terminal Half-Life of CAR T Cells' as param,
            'LAMZHL' as paramcd,
            cast(kinetics.car_t_half_life_days as double) as aval,
            'days' as avalu,
            cast(null as varchar) as blqfl,
            kinetics.half_life_missing_reason as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Day of Maximum CAR Gene Copies' as param,
            'TMAXCOPY' as paramcd,
            cast(kinetics.peak_car_t_copies_day as double) as aval,
            'days after infusion' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'AUC of CAR Gene Copies Day 0 to 28' as param,
            'AUCCOPY' as paramcd,
            cast(kinetics.auc_car_t_copies_day0_28 as double) as aval,
            'day*copies/ug' as avalu,
            cast(null as varchar) as blqfl,
            kinetics.auc_copies_missing_reason as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'CAR Gene Copies at Month 3' as param,
            'CMN3COPY' as paramcd,
            cast(kinetics.car_t_copies_month3_per_ug as double) as aval,
            'copies/ug' as avalu,
            {{ flag('kinetics.is_copies_month3_below_limit') }} as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Maximum Gene Copies by Tumor Burden' as param,
            'CMXCPYTB' as paramcd,
            cast(kinetics.peak_car_t_copies_per_tumor_burden as double) as aval,
            'copies/ug/mm2' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Last Quantified CAR Gene Copies' as param,
            'CLSTCOPY' as paramcd,
            cast(kinetics.car_t_copies_last_per_ug as double) as aval,
            'copies/ug' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Day of Last Quantified CAR Gene Copies' as param,
            'TLSTCOPY' as paramcd,
            cast(kinetics.car_t_copies_last_day as double) as aval,
            'days after infusion' as avalu,
            cast(null as varchar) as blqfl,
            cast(null as varchar) as reasnd
        from kinetics
        union all
        select
            kinetics.subject_id,
            'Terminal Half-Life of CAR Gene Copies' as param,
            'LMZHCOPY' as paramcd,
            cast(kinetics.car_t_copies_half_life_days as double) as aval,
            'days' as avalu,
            cast(null as varchar) as blqfl,
            kinetics.copies_half_life_missing_reason as reasnd
        from kinetics
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
    parameters.aval,
    parameters.avalu,
    parameters.blqfl,
    parameters.reasnd
from parameters
inner join subjects on parameters.subject_id = subjects.subject_id
order by usubjid, paramcd
