/*
about: 'From all subjects to those behind the main result, step by step, each step within the one before.'
grain: [step_order]
columns:
  step_order: {about: Place of the step}
  step: {about: Who is left, tests: [not_null]}
  n: {about: Subjects left, tests: [{min: 0}]}
  n_excluded: {about: Subjects lost at this step, tests: [{min: 0}]}
  reason: {about: Why they are lost}
reference: 'Locke 2020: n = 97 to 101 for each covariate, 96 for durable response'
*/
with
    cohort as (select * from {{ ref('cohort') }}),
    flags as (
        select
            cohort.is_infused as is_kept_2,
            cohort.is_infused and cohort.objective_response is not null as is_kept_3,
            cohort.is_infused and cohort.durable_response is not null as is_kept_4,
            cohort.is_infused
            and cohort.durable_response is not null
            and cohort.peak_car_t_per_ul is not null as is_kept_5,
            cohort.is_infused
            and cohort.durable_response is not null
            and cohort.peak_car_t_per_tumor_burden is not null as is_kept_6
        from cohort
    ),
    counts as (
        select 1 as step_order, 'Subjects' as step, count(*) as n, cast(null as varchar) as reason
        from flags
        union all
        select
            2 as step_order,
            'Infused' as step,
            count(*) filter (where is_kept_2) as n,
            'No CAR T cells were infused, or no date of infusion is given where other subjects have one (not_infused_without_date in marts.oddities)'
            as reason
        from flags
        union all
        select
            3 as step_order,
            'Response evaluable' as step,
            count(*) filter (where is_kept_3) as n,
            'No response assessment, or none that could be evaluated' as reason
        from flags
        union all
        select
            4 as step_order,
            'Durable response evaluable' as step,
            count(*) filter (where is_kept_4) as n,
            'In response, but followed for less than the period, or new therapy or death of another cause in response'
            as reason
        from flags
        union all
        select
            5 as step_order,
            'With a peak of CAR T cells' as step,
            count(*) filter (where is_kept_5) as n,
            'No CAR T-cell sample in cells/µL in the window of the peak; copies/µg are no number of cells' as reason
        from flags
        union all
        select
            6 as step_order,
            'With tumour burden' as step,
            count(*) filter (where is_kept_6) as n,
            'No measurable index lesion before treatment' as reason
        from flags
    )
select
    counts.step_order,
    counts.step,
    counts.n,
    coalesce(lag(counts.n) over (order by counts.step_order) - counts.n, 0) as n_excluded,
    counts.reason
from counts
