/*
about: 'First event of each kind that ends the observation of a response, and the last contact.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  new_therapy_day: {unit: d, about: First new anticancer therapy after infusion}
  transplant_day: {unit: d, about: First transplant after infusion}
  retreatment_day: {unit: d, about: Second infusion of the product}
  therapy_day: {unit: d, about: First of the three}
  death_day: {unit: d, about: Death}
  is_death_of_disease: {about: 'Whether the cause of death as written is the disease itself; false when no cause is given'}
  may_have_died: {about: 'Whether a contact that was set aside may be a death, and none was read', tests: [not_null]}
  last_contact_day: {unit: d, about: Last contact whose day could be read}
  status_at_last_contact: {about: 'Status at the last contact; missing where one that was set aside may have been later and another'}
reference: 'G22: only the first infusion counts'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    treatments as (select * from {{ ref('int_treatments_given') }}),
    contacts as (select * from {{ ref('stg_follow_up') }} where study_day is not null),
    therapies as (
        select
            treatments.subject_id,
            min(treatments.study_day) filter (where treatments.category = 'new_anticancer') as new_therapy_day,
            min(treatments.study_day) filter (where treatments.category = 'transplant') as transplant_day,
            min(treatments.study_day) filter (where treatments.category = 'retreatment') as retreatment_day,
            min(treatments.study_day) as therapy_day
        from treatments
        where treatments.category in ('new_anticancer', 'transplant', 'retreatment') and treatments.study_day > 0
        group by treatments.subject_id
    ),
    deaths as (
        select contacts.subject_id, contacts.study_day as death_day, contacts.cause_of_death
        from contacts
        where contacts.status = 'dead'
        qualify
            row_number() over (
                partition by contacts.subject_id
                order by
                    contacts.study_day, contacts.source_row desc, contacts.source_file desc, contacts.cause_of_death
            )
            = 1
    ),
    last_contacts as (
        select contacts.subject_id, contacts.study_day as last_contact_day, contacts.status
        from contacts
        qualify
            row_number() over (
                partition by contacts.subject_id
                order by
                    contacts.study_day desc,
                    {{ preference('contacts.status', ['dead', 'withdrawn', 'lost', 'alive']) }},
                    contacts.source_file,
                    contacts.source_row
            )
            = 1
    ),
    -- A contact that could not be read and may have been the last leaves the status open: a death above all. Who was
    -- seen later had not died, unless the row says so: then one of the two is wrong, and nobody knows which.
    unread as (
        select
            set_aside.subject_id,
            bool_or(coalesce(set_aside.status, 'dead') = 'dead') as may_have_died,
            bool_or(coalesce(set_aside.status <> last_contacts.status, true)) as is_status_doubtful
        from {{ ref('stg_follow_up_set_aside') }} as set_aside
        left join last_contacts on set_aside.subject_id = last_contacts.subject_id
        left join deaths on set_aside.subject_id = deaths.subject_id
        where
            set_aside.subject_id is not null
            and deaths.subject_id is null
            and (
                coalesce(set_aside.status = 'dead', false)
                or coalesce(set_aside.study_day >= last_contacts.last_contact_day, true)
            )
        group by set_aside.subject_id
    )
select
    subjects.subject_id,
    therapies.new_therapy_day,
    therapies.transplant_day,
    therapies.retreatment_day,
    therapies.therapy_day,
    deaths.death_day,
    coalesce(
        regexp_matches(lower(deaths.cause_of_death), '{{ var("progression_death_pattern") }}'), false
    ) as is_death_of_disease,
    coalesce(unread.may_have_died, false) as may_have_died,
    last_contacts.last_contact_day,
    case when not coalesce(unread.is_status_doubtful, false) then last_contacts.status end as status_at_last_contact
from subjects
left join therapies on subjects.subject_id = therapies.subject_id
left join deaths on subjects.subject_id = deaths.subject_id
left join last_contacts on subjects.subject_id = last_contacts.subject_id
left join unread on subjects.subject_id = unread.subject_id
