/*
about: 'The one assessor and criterion whose response assessments count in the study; no row when it has several and none is the wanted one.'
grain: [assessor, criterion]
columns:
  assessor: {about: Who assessed}
  criterion: {about: 'Response criterion, chosen among the assessments of that assessor'}
reference: 'G19: investigator, Cheson 2007. The same scan can be a progression by Lugano and none by Cheson, so criteria are never mixed'
*/
with
    responses as (
        select coalesce(assessor, 'not stated') as assessor, coalesce(criterion, 'not stated') as criterion
        from {{ ref('stg_responses') }}
    ),
    assessors as (
        select {{ wanted_or_only('responses.assessor', var('response_assessor')) }} as assessor from responses
    ),
    chosen as (
        select assessors.assessor, {{ wanted_or_only('responses.criterion', var('response_criterion')) }} as criterion
        from responses
        inner join assessors on responses.assessor = assessors.assessor
        group by assessors.assessor
    )
select chosen.assessor, chosen.criterion
from chosen
where chosen.criterion is not null
