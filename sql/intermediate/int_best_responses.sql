/*
about: 'Best overall response and the days that decide how long it lasted.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  best_response: {about: 'Best of CR, PR, SD, PD, NE', tests: [not_null, {accepted: [CR, PR, SD, PD, NE]}]}
  first_response_day: {unit: d, about: First CR or PR}
  progression_day: {unit: d, about: 'First PD, before any new therapy'}
  last_evaluable_day: {unit: d, about: Last assessment that was not NE}
  n_assessments: {about: Assessments that count, tests: [{min: 1}]}
reference: 'Cheson 2007; best response over assessments up to and with the first progression, before new anticancer therapy'
*/
with assessments as (select * from {{ ref('int_responses_counted') }} where is_counted)
select
    assessments.subject_id,
    case
        min({{ preference('assessments.response', ['CR', 'PR', 'SD', 'PD', 'NE']) }})
        when 1
        then 'CR'
        when 2
        then 'PR'
        when 3
        then 'SD'
        when 4
        then 'PD'
        else 'NE'
    end as best_response,
    min(assessments.study_day) filter (where assessments.response in ('CR', 'PR')) as first_response_day,
    min(assessments.study_day) filter (where assessments.response = 'PD') as progression_day,
    max(assessments.study_day) filter (where assessments.response <> 'NE') as last_evaluable_day,
    count(*) as n_assessments
from assessments
group by assessments.subject_id
