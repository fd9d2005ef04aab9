/*
about: 'Published scores of endothelial stress at baseline, day 0 and day 1, from one visit''s laboratory values.'
grain: [subject_id, visit]
columns:
  subject_id: {about: Subject}
  visit: {about: Visit, tests: [{accepted: [baseline, day0, day1]}]}
  easix: {about: 'EASIX: LDH x creatinine / platelets; missing when one is', tests: [{min: 0}]}
  m_easix: {about: 'Modified EASIX: LDH x CRP / platelets; missing when one is', tests: [{min: 0}]}
reference: 'Pennisi 2021 (PMC8525234): LDH in U/L, creatinine and CRP in mg/dL, platelets in 10*9/L'
*/
with
    windowed as (
        select * from {{ ref('int_analytes_windowed') }} where is_chosen and visit in ('baseline', 'day0', 'day1')
    ),
    -- A value counts only in the unit that the factor below is for: a canonical unit that changes empties the score.
    visits as (
        select
            windowed.subject_id,
            windowed.visit,
            max(windowed.value) filter (where windowed.analyte = 'ldh' and windowed.unit = 'U/L') as ldh_u_l,
            max(windowed.value) filter (
                where windowed.analyte = 'creatinine' and windowed.unit = 'umol/L'
            ) as creatinine_umol_l,
            max(windowed.value) filter (where windowed.analyte = 'crp' and windowed.unit = 'mg/L') as crp_mg_l,
            max(windowed.value) filter (
                where windowed.analyte = 'platelets' and windowed.unit = '10*9/L'
            ) as platelets_10_9_l
        from windowed
        group by windowed.subject_id, windowed.visit
    )
-- Trap: both scores were published in American units. CRP in mg/L makes the modified one ten times too high, creatinine
-- in umol/L the other 88 times.
select
    visits.subject_id,
    visits.visit,
    visits.ldh_u_l * visits.creatinine_umol_l / 88.42 / nullif(visits.platelets_10_9_l, 0) as easix,
    visits.ldh_u_l * visits.crp_mg_l / 10.0 / nullif(visits.platelets_10_9_l, 0) as m_easix
from visits
