/*
about: 'Subjects, infused or not, and what was known of them before treatment.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  site_id: {about: Site that treated the subject}
  age_years: {unit: a, about: 'Age at infusion, as given or from the dates', tests: [{min: 0}, {max: 120}]}
  sex: {about: Sex, tests: [{accepted: [female, male, other]}]}
  weight_kg: {unit: kg, about: Body weight at enrolment, tests: [{min: 1}, {max: 400}]}
  disease_subtype: {about: Disease subtype as the study names it}
  disease_stage: {about: Ann Arbor stage, tests: [{accepted: [I, II, III, IV]}]}
  disease_stage_number: {about: 'Ann Arbor stage as a number, I is 1', tests: [{min: 1}, {max: 4}]}
  ecog: {about: ECOG performance status, tests: [{min: 0}, {max: 5}]}
  ipi_score: {about: International Prognostic Index, tests: [{min: 0}, {max: 5}]}
  r_ipi: {about: 'Revised International Prognostic Index: 0 very good, 1 or 2 good, 3 to 5 poor', tests: [{accepted: [very good, good, poor]}]}
  prior_lines: {about: Previous lines of therapy, tests: [{min: 0}]}
  enrolled_date: {about: Date of enrolment}
  infusion_date: {about: Date of infusion}
  conditioning_day: {unit: d, about: Study day of the first conditioning dose}
  is_infused: {about: 'Whether the product was infused; false when its record says that no cells were, or nothing does and only other subjects have a date of infusion', tests: [not_null]}
reference: 'Groups of the R-IPI as reproduced in PMC8377611, Table 3'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    anchors as (select * from {{ ref('int_subjects_anchored') }}),
    infusions as (select * from {{ ref('int_subjects_infused') }})
select
    subjects.subject_id,
    subjects.site_id,
    -- Complete years: the calendar difference, less one before the birthday.
    coalesce(
        subjects.age_years,
        cast(
            extract(year from subjects.infusion_date)
            - extract(year from subjects.birth_date)
            - case
                when
                    extract(month from subjects.infusion_date) * 100 + extract(day from subjects.infusion_date)
                    < extract(month from subjects.birth_date) * 100 + extract(day from subjects.birth_date)
                then 1
                else 0
            end as double
        )
    ) as age_years,
    subjects.sex,
    subjects.weight_kg,
    subjects.disease_subtype,
    subjects.disease_stage,
    case
        subjects.disease_stage when 'I' then 1 when 'II' then 2 when 'III' then 3 when 'IV' then 4
    end as disease_stage_number,
    subjects.ecog,
    subjects.ipi_score,
    -- The IPI is taken as the study reports it: its extranodal sites are no part of the contract, so it cannot be
    -- counted.
    case
        when subjects.ipi_score = 0
        then 'very good'
        when subjects.ipi_score between 1 and 2
        then 'good'
        when subjects.ipi_score between 3 and 5
        then 'poor'
    end as r_ipi,
    subjects.prior_lines,
    subjects.enrolled_date,
    subjects.infusion_date,
    anchors.conditioning_day,
    infusions.is_infused
from subjects
left join anchors on subjects.subject_id = anchors.subject_id
left join infusions on subjects.subject_id = infusions.subject_id
