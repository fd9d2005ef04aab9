/*
about: 'Subjects of whom a row of lesions was set aside, or has no study day, that may have been part of the tumour burden at baseline.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  n_set_aside: {about: 'Rows that were set aside, or have no study day', tests: [{min: 1}]}
reference: 'Cheson 2007: the burden is a sum, and a sum of some of the lesions is another number (G6)'
*/
-- Of a row that was set aside, what could be read may still tell that it has no part in the burden: an assessment
-- before that of baseline or after the infusion, or one after conditioning where there is one before; another
-- assessor; a lesion that is not an index lesion.
with
    lesions as (
        select subject_id, study_day, is_index, is_index_unread, assessor
        from {{ ref('stg_lesions_set_aside') }}
        where coalesce(study_day, 0) <= 0 and coalesce(is_index, true)
        union all
        select undated.subject_id, undated.study_day, undated.is_index, false as is_index_unread, undated.assessor
        from {{ ref('stg_lesions') }} as undated
        where undated.study_day is null and coalesce(undated.is_index, true)
    ),
    baselines as (
        select indexed.subject_id, max(indexed.baseline_day) as baseline_day, bool_or(indexed.is_marked) as is_marked
        from {{ ref('int_lesions_indexed') }} as indexed
        group by indexed.subject_id
    ),
    subjects as (select * from {{ ref('int_subjects_anchored') }}),
    assessors as (select * from {{ ref('int_lesion_assessor') }})
select lesions.subject_id, count(*) as n_set_aside
from lesions
inner join baselines on lesions.subject_id = baselines.subject_id
left join subjects on lesions.subject_id = subjects.subject_id
where
    not exists (select 1 from assessors where assessors.assessor <> lesions.assessor)
    and (lesions.is_index is not null or lesions.is_index_unread or not baselines.is_marked)
    and coalesce(lesions.study_day >= baselines.baseline_day, true)
    and not coalesce(
        lesions.study_day > subjects.conditioning_day and baselines.baseline_day <= subjects.conditioning_day, false
    )
group by lesions.subject_id
