/*
about: 'Whose measurements give tumour burden in the whole study; no row when it has several assessors and none is the wanted one.'
grain: [assessor]
columns:
  assessor: {about: Who measured}
reference: 'Locke 2020, Methods: local radiologist. Chosen among the lesions before infusion, because without a baseline there is no burden to follow'
*/
with
    lesions as (select * from {{ ref('stg_lesions') }} where study_day <= 0),
    chosen as (select {{ wanted_or_only('lesions.assessor', var('lesion_assessor')) }} as assessor from lesions)
select chosen.assessor
from chosen
where chosen.assessor is not null
