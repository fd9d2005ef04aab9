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
{#- Name, code, column of kinetics, unit, whether below the limit, why there is none. #}
{% set parameters = [
    ('Maximum CAR T Cells in Blood', 'CMAX', 'peak_car_t_per_ul', 'cells/uL', 'is_peak_below_limit', none),
    ('Day of Maximum CAR T Cells', 'TMAX', 'peak_car_t_day', 'days after infusion', none, none),
    ('Maximum CAR Gene Copies in Blood', 'CMAXCOPY', 'peak_car_t_copies_per_ug', 'copies/ug', 'is_copies_peak_below_limit', none),
    ('AUC of CAR T Cells Day 0 to 28', 'AUC0028', 'auc_car_t_day0_28', 'day*cells/uL', none, 'auc_missing_reason'),
    ('CAR T Cells at Month 3', 'CMON3', 'car_t_month3_per_ul', 'cells/uL', 'is_month3_below_limit', none),
    ('Maximum by Tumor Burden', 'CMAXTB', 'peak_car_t_per_tumor_burden', 'cells/uL/mm2', none, 'peak_per_tumor_burden_missing_reason'),
    ('Maximum by Body Weight', 'CMAXKG', 'peak_car_t_per_kg', 'cells/uL/kg', none, none),
    ('Last Quantified CAR T Cells', 'CLST', 'car_t_last_per_ul', 'cells/uL', none, none),
    ('Day of Last Quantified CAR T Cells', 'TLST', 'car_t_last_day', 'days after infusion', none, none),
    ('Terminal Half-Life of CAR T Cells', 'LAMZHL', 'car_t_half_life_days', 'days', none, 'half_life_missing_reason'),
    ('Day of Maximum CAR Gene Copies', 'TMAXCOPY', 'peak_car_t_copies_day', 'days after infusion', none, none),
    ('AUC of CAR Gene Copies Day 0 to 28', 'AUCCOPY', 'auc_car_t_copies_day0_28', 'day*copies/ug', none, 'auc_copies_missing_reason'),
    ('CAR Gene Copies at Month 3', 'CMN3COPY', 'car_t_copies_month3_per_ug', 'copies/ug', 'is_copies_month3_below_limit', none),
    ('Maximum Gene Copies by Tumor Burden', 'CMXCPYTB', 'peak_car_t_copies_per_tumor_burden', 'copies/ug/mm2', none, none),
    ('Last Quantified CAR Gene Copies', 'CLSTCOPY', 'car_t_copies_last_per_ug', 'copies/ug', none, none),
    ('Day of Last Quantified CAR Gene Copies', 'TLSTCOPY', 'car_t_copies_last_day', 'days after infusion', none, none),
    ('Terminal Half-Life of CAR Gene Copies', 'LMZHCOPY', 'car_t_copies_half_life_days', 'days', none, 'copies_half_life_missing_reason'),
] %}
with
    subjects as (select * from {{ ref('subjects') }}),
    kinetics as (select * from {{ ref('kinetics') }}),
    parameters as (
        {% for param, paramcd, column, unit, below_limit, reason in parameters %}
            select
                subject_id,
                '{{ param }}' as param,
                '{{ paramcd }}' as paramcd,
                cast({{ column }} as double) as aval,
                '{{ unit }}' as avalu,
                {{ flag(below_limit) if below_limit else 'cast(null as varchar)' }} as blqfl,
                {{ reason or 'cast(null as varchar)' }} as reasnd
            from kinetics
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
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
