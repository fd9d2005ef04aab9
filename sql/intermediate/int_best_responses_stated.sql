/*
about: 'Best overall response as the study states it, without a day, by the chosen assessor and criterion.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  best_place: {about: 'Its place among CR, PR, SD, PD, NE; of several that are stated the best', tests: [not_null, {min: 1}, {max: 5}]}
reference: 'RECIST 1.1 and Cheson 2007 define the best overall response; who judged it saw assessments that may not be here'
*/
with
    responses as (
        select
            stg_responses.subject_id,
            {{ preference('stg_responses.response', ['CR', 'PR', 'SD', 'PD', 'NE']) }} as place,
            coalesce(stg_responses.assessor, 'not stated') as stated_assessor,
            coalesce(stg_responses.criterion, 'not stated') as stated_criterion
        from {{ ref('stg_responses') }} as stg_responses
        where stg_responses.is_best_overall and stg_responses.response <> 'non-PD'
    ),
    keys as (select * from {{ ref('int_response_key') }})
select responses.subject_id, min(responses.place) as best_place
from responses
inner join keys on responses.stated_assessor = keys.assessor and responses.stated_criterion = keys.criterion
group by responses.subject_id
