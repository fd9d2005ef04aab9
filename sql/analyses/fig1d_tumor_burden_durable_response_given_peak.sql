/*
about: 'Does durable response depend on tumour burden among subjects of equal peak? (Figure 1D)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  tumor_burden_mm2: {unit: 'mm2', about: 'Tumour burden (SPD)'}
  peak_car_t_per_ul: {unit: '{cells}/uL', about: 'Peak CAR T cells in blood'}
  durable_response: {about: 'In ongoing response a year after infusion'}
analysis: {method: logistic_multivariable, outcome: durable_response, covariates: [tumor_burden_mm2], controls: [peak_car_t_per_ul], scales: {tumor_burden_mm2: log2, peak_car_t_per_ul: log2}, figure: '1D', family: figure_1}
reference: 'Locke 2020, Figure 1D: at equal peak fewer durable responses where burden is high, described without a test. Here the peak is held fixed'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    cohort.tumor_burden_mm2,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_ul', 'cohort.car_t_lloq_per_ul') }} as peak_car_t_per_ul,
    cohort.durable_response
from cohort
where cohort.is_infused
