/*
about: 'Index lesions of each subject: the largest at the last assessment before treatment, at most six.'
grain: [subject_id, lesion_id]
columns:
  subject_id: {about: Subject}
  lesion_id: {about: Lesion}
  baseline_day: {unit: d, about: Study day of the assessment}
  product_mm2: {unit: mm2, about: Longest times perpendicular diameter, tests: [{min: 0}]}
  is_marked: {about: Whether the study marks the index lesions of the subject, tests: [not_null]}
  size_order: {about: 'Place by size, largest first', tests: [{min: 1}]}
reference: 'Cheson 2007: up to six of the largest nodes or nodal masses; the same lesions are followed afterwards'
*/
with
    lesions as (select * from {{ ref('stg_lesions') }} where study_day <= 0),
    subjects as (select * from {{ ref('int_subjects_anchored') }}),
    assessors as (select * from {{ ref('int_lesion_assessor') }}),
    -- The last assessment before conditioning; one between conditioning and infusion only where there is no other.
    assessments as (
        select lesions.subject_id, lesions.study_day
        from lesions
        inner join assessors on lesions.assessor = assessors.assessor
        inner join subjects on lesions.subject_id = subjects.subject_id
        group by lesions.subject_id, lesions.study_day, subjects.conditioning_day
        qualify
            row_number() over (
                partition by lesions.subject_id
                order by
                    case when lesions.study_day <= coalesce(subjects.conditioning_day, 0) then 0 else 1 end,
                    lesions.study_day desc
            )
            = 1
    ),
    measured as (
        select lesions.*, lesions.longest_diameter_mm * lesions.perpendicular_diameter_mm as product_mm2
        from lesions
        inner join assessors on lesions.assessor = assessors.assessor
        inner join
            assessments on lesions.subject_id = assessments.subject_id and lesions.study_day = assessments.study_day
        qualify
            row_number() over (
                partition by lesions.subject_id, lesions.lesion_id
                order by lesions.source_row desc, lesions.source_file desc, lesions.longest_diameter_mm desc
            )
            = 1
    ),
    -- Where a subject has lesions marked as index, an empty mark means no; where none is marked, all are candidates.
    marked as (
        select
            measured.*,
            max(case when measured.is_index then 1 else 0 end) over (partition by measured.subject_id) as has_marks
        from measured
    ),
    -- A lesion with one diameter has no product: it is left out and listed in marts.oddities, never taken as zero.
    ordered as (
        select
            marked.*,
            row_number() over (
                partition by marked.subject_id order by marked.product_mm2 desc, marked.lesion_id
            ) as size_order
        from marked
        where
            marked.product_mm2 is not null
            and case when marked.has_marks = 1 then marked.is_index else marked.is_index is null end
    )
select
    ordered.subject_id,
    ordered.lesion_id,
    ordered.study_day as baseline_day,
    ordered.product_mm2,
    ordered.has_marks = 1 as is_marked,
    ordered.size_order
from ordered
where ordered.size_order <= {{ var('index_lesion_maximum') }}
