-- CAR T-cell levels and analytes of one subject over time; `what` names the value to `cartwheel explain`.
select
    'CAR T cells' as quantity,
    unit,
    study_day,
    level as value,
    'intermediate.int_car_t_levels_quantified.level@' || concat_ws(',', subject_id, unit, study_day) as what
from intermediate.int_car_t_levels_quantified
where subject_id = $subject and study_day is not null and level is not null
union all
select
    registered.label,
    analytes.unit,
    analytes.study_day,
    analytes.value,
    'intermediate.int_analytes_windowed.value@'
    || concat_ws(',', analytes.subject_id, analytes.analyte, analytes.visit, analytes.candidate_order)
from intermediate.int_analytes_windowed as analytes
inner join seeds.analytes as registered on registered.analyte = analytes.analyte
where
    analytes.subject_id = $subject
    and analytes.is_chosen
    and analytes.study_day is not null
    and analytes.value is not null
order by quantity <> 'CAR T cells', quantity, unit, study_day
