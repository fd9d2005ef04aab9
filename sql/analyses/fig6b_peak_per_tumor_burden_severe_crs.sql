/*
about: 'Does severe CRS depend on the peak relative to tumour burden? (Figure 6B, right)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  peak_car_t_per_tumor_burden: {unit: '{cells}/uL/mm2', about: Peak CAR T cells per tumour burden}
  crs_grade3_or_higher: {about: Severe CRS}
analysis: {method: logistic, covariate: peak_car_t_per_tumor_burden, outcome: crs_grade3_or_higher, scale: log2, figure: '6B', family: figure_6}
reference: 'Locke 2020, Figure 6B: none'
*/
with cohort as (select * from {{ ref('cohort') }})
-- All infused subjects. Who lacks a value or cannot be evaluated stays as a missing value and is counted as such.
select
    cohort.subject_id,
    -- A level that could not be quantified is half the limit on a logarithmic scale (G26).
    {{ positive_for_log('cohort.peak_car_t_per_tumor_burden', 'cohort.car_t_lloq_per_ul / cohort.tumor_burden_mm2') }}
    as peak_car_t_per_tumor_burden,
    cohort.crs_grade3_or_higher
from cohort
where cohort.is_infused
