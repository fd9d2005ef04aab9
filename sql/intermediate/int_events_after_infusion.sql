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
  may_have_died: {about: 'Whether a contact that was set aside, or has no study day, may be a death, and none of a known day is there', tests: [not_null]}
  last_contact_day: {unit: d, about: Last contact whose day is known}
  status_at_last_contact: {about: 'Status at the last contact; missing where one that was set aside, or has no study day, may have been later and another'}
reference: 'G22: only the first infusion counts'
*/
with
    subjects as (select * from {{ ref('stg_subjects') }}),
    treatments as (select * from {{ ref('int_treatments_given') }}),
    received as (select * from {{ ref('stg_follow_up') }}),
    contacts as (select * from received where study_day is not null),
    doubtful as (
        select subject_id, study_day, status
        from {{ ref('stg_follow_up_set_aside') }}
        union all
        select received.subject_id, received.study_day, received.status
        from received
        where received.study_day is null
    ),
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
    -- A contact that could not be read, or of which no day is known, and that may have been the last leaves the status
    -- open: a death above all. Who was seen later had not died, unless the row says so: then one of the two is wrong,
    -- and nobody knows which.
    unread as (
        select
            doubtful.subject_id,
            bool_or(coalesce(doubtful.status, 'dead') = 'dead') as may_have_died,
            bool_or(coalesce(doubtful.status <> last_contacts.status, true)) as is_status_doubtful
        from doubtful
        left join last_contacts on doubtful.subject_id = last_contacts.subject_id
        left join deaths on doubtful.subject_id = deaths.subject_id
        where
            doubtful.subject_id is not null
            and deaths.subject_id is null
            and (
                coalesce(doubtful.status = 'dead', false)
                or coalesce(doubtful.study_day >= last_contacts.last_contact_day, true)
            )
        group by doubtful.subject_id
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
