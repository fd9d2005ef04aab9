-- The study in words, as it describes itself, and its size.
select
    (select value from meta.study where key = 'title') as title,
    (select lower(value) = 'true' from meta.study where key = 'synthetic') as is_synthetic,
    n_subjects,
    n_response_evaluable,
    n_objective_response,
    n_complete_evaluable,
    n_complete_response,
    n_durable_evaluable,
    n_durable_response,
    n_crs_evaluable,
    n_severe_crs,
    n_ne_evaluable,
    n_severe_ne,
    median_follow_up_days
from report.rpt_study
