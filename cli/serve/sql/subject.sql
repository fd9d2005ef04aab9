-- What is known of one subject, as pairs of a name and a value.
select
    age_years,
    sex,
    disease_subtype,
    disease_stage,
    tumor_burden_mm2,
    peak_car_t_per_ul,
    peak_car_t_day,
    best_response,
    response_status,
    crs_worst_grade,
    ne_worst_grade,
    last_contact_day,
    status_at_last_contact
from marts.cohort
where subject_id = $subject
