/*
label: Subject-Level Analysis
class: SUBJECT LEVEL ANALYSIS DATASET
keys: [studyid, usubjid]
columns:
  studyid: {label: Study Identifier, type: text, length: 40, origin: Assigned}
  usubjid: {label: Unique Subject Identifier, type: text, length: 40, origin: Predecessor}
  siteid: {label: Study Site Identifier, type: text, length: 40, origin: Predecessor}
  age: {label: Age, type: float, origin: Predecessor}
  ageu: {label: Age Units, type: text, length: 10, origin: Assigned}
  sex: {label: Sex, type: text, length: 20, origin: Predecessor}
  saffl: {label: Safety Population Flag, type: text, length: 1, origin: Derived, about: Infused}
  trtsdt: {label: Date of First Exposure to Treatment, type: date, origin: Predecessor}
  enrldt: {label: Date of Enrollment, type: date, origin: Predecessor}
  condy: {label: Day of First Conditioning Dose, type: integer, origin: Derived, about: The day of infusion is day 1}
  weightbl: {label: Baseline Weight (kg), type: float, origin: Predecessor}
  ecogbl: {label: Baseline ECOG Performance Status, type: integer, origin: Predecessor}
  ipibl: {label: International Prognostic Index, type: integer, origin: Predecessor}
  diag: {label: Disease Subtype, type: text, length: 200, origin: Predecessor}
  stagebl: {label: Ann Arbor Stage, type: text, length: 10, origin: Predecessor}
  prior: {label: Previous Lines of Therapy, type: integer, origin: Predecessor}
  spdbl: {label: Baseline Tumor Burden (mm2), type: float, origin: Derived, about: Sum of products of diameters of index lesions}
  cartdose: {label: CAR T Cells Infused (10^6), type: float, origin: Derived}
  bor: {label: Best Overall Response, type: text, length: 10, origin: Derived}
  objrspfl: {label: Objective Response Flag, type: text, length: 1, origin: Derived}
  durrspfl: {label: Durable Response Flag, type: text, length: 1, origin: Derived, about: 'In ongoing response a year after infusion, or after the months of the setting durable_response_months'}
  crsgr: {label: Worst Grade of CRS, type: integer, origin: Derived}
  crsscale: {label: Scale of CRS Grades, type: text, length: 80, origin: Derived}
  negr: {label: Worst Grade of Neurologic Events, type: integer, origin: Derived}
  nescale: {label: Scale of Neurologic Grades, type: text, length: 80, origin: Derived}
  lcontdt: {label: Date of Last Contact, type: date, origin: Derived}
  dthfl: {label: Subject Death Flag, type: text, length: 1, origin: Derived}
  dthdt: {label: Date of Death, type: date, origin: Derived}
*/
with
    subjects as (select * from {{ ref('subjects') }}),
    outcomes as (select * from {{ ref('outcomes') }}),
    kinetics as (select * from {{ ref('kinetics') }}),
    products as (select * from {{ ref('int_products_infused') }}),
    events as (select * from {{ ref('int_events_after_infusion') }})
select
    {{ literal(var('study_name')) }} as studyid,
    subjects.subject_id as usubjid,
    subjects.site_id as siteid,
    subjects.age_years as age,
    'YEARS' as ageu,
    {{ cdisc_sex('subjects.sex') }} as sex,
    {{ yes_no('subjects.is_infused') }} as saffl,
    subjects.infusion_date as trtsdt,
    subjects.enrolled_date as enrldt,
    {{ analysis_day('subjects.conditioning_day') }} as condy,
    subjects.weight_kg as weightbl,
    cast(subjects.ecog as integer) as ecogbl,
    cast(subjects.ipi_score as integer) as ipibl,
    subjects.disease_subtype as diag,
    subjects.disease_stage as stagebl,
    cast(subjects.prior_lines as integer) as prior,
    kinetics.tumor_burden_mm2 as spdbl,
    products.car_t_cells_infused_million as cartdose,
    outcomes.best_response as bor,
    {{ yes_no('outcomes.objective_response') }} as objrspfl,
    {{ yes_no('outcomes.durable_response') }} as durrspfl,
    cast(outcomes.crs_worst_grade as integer) as crsgr,
    outcomes.crs_scale as crsscale,
    cast(outcomes.ne_worst_grade as integer) as negr,
    outcomes.ne_scale as nescale,
    {{ analysis_date('outcomes.last_contact_day') }} as lcontdt,
    {{ flag('events.death_day is not null') }} as dthfl,
    {{ analysis_date('events.death_day') }} as dthdt
from subjects
left join outcomes on subjects.subject_id = outcomes.subject_id
left join kinetics on subjects.subject_id = kinetics.subject_id
left join products on subjects.subject_id = products.subject_id
left join events on subjects.subject_id = events.subject_id
order by usubjid
