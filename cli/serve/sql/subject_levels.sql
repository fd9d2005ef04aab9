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
    analyte,
    unit,
    study_day,
    value,
    'intermediate.int_analytes_windowed.value@' || subject_id || ',' || analyte || ',' || visit || ',' || candidate_order
from intermediate.int_analytes_windowed
where subject_id = $subject and is_chosen and study_day is not null and value is not null
order by quantity <> 'CAR T cells', quantity, unit, study_day
