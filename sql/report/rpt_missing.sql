/*
about: 'What is missing among the infused subjects: each covariate and outcome, how often it is there, and how it stands to its limits.'
grain: [variable]
columns:
  variable: {about: Covariate or outcome, tests: [not_null]}
  label: {about: The same in words}
  role: {about: Covariate or outcome, tests: [{accepted: [covariate, outcome]}]}
  timepoint: {about: When a covariate is measured}
  n_subjects: {about: Infused subjects}
  n: {about: Subjects with a value}
  n_missing: {about: Subjects without a value}
  percent_missing: {unit: '%', about: Share of the subjects without a value}
  n_below_limit: {about: Subjects below the limit of quantification}
  n_above_limit: {about: Subjects above the limit of quantification}
  n_missing_durable: {about: Subjects without a value among durable responders}
  n_missing_not_durable: {about: Subjects without a value among those without durable response}
  row_order: {about: Place of the row}
reference: 'STROBE item 12c and REMARK item 6: how much is missing, and whether more of it in those with the outcome'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    features as (select * from {{ ref('features') }}),
    registered as (select * from {{ ref('feature_registry') }}),
    outcomes as (select * from {{ ref('outcome_registry') }}),
    of_covariates as (
        select
            registered.feature as variable,
            registered.label,
            'covariate' as role,
            registered.timepoint,
            count(*) as n_subjects,
            count(features.value) as n,
            count(*) filter (where features.is_below_limit) as n_below_limit,
            count(*) filter (where features.is_above_limit) as n_above_limit,
            count(*) filter (where features.value is null and cohort.durable_response) as n_missing_durable,
            count(*) filter (where features.value is null and not cohort.durable_response) as n_missing_not_durable,
            {{ preference('registered.timepoint', ['screening', 'biopsy', 'baseline', 'apheresis', 'product', 'day 0', 'day 1', 'day 0-28', 'month 3']) }}
            as place
        from registered
        cross join cohort
        left join features on registered.feature = features.feature and cohort.subject_id = features.subject_id
        group by registered.feature, registered.label, registered.timepoint
    ),
    -- Each outcome of each subject as one row; only whether it is there counts.
    outcomes_long as (
        select cohort.subject_id, 'objective_response' as outcome, cohort.objective_response is not null as is_there
        from cohort
        union all
        select cohort.subject_id, 'durable_response' as outcome, cohort.durable_response is not null as is_there
        from cohort
        union all
        select cohort.subject_id, 'response_status' as outcome, cohort.response_status is not null as is_there
        from cohort
        union all
        select cohort.subject_id, 'response_class' as outcome, cohort.response_class is not null as is_there
        from cohort
        union all
        select cohort.subject_id, 'crs_grade3_or_higher' as outcome, cohort.crs_grade3_or_higher is not null as is_there
        from cohort
        union all
        select cohort.subject_id, 'ne_grade3_or_higher' as outcome, cohort.ne_grade3_or_higher is not null as is_there
        from cohort
    ),
    of_outcomes as (
        select
            outcomes.outcome as variable,
            outcomes.label,
            'outcome' as role,
            cast(null as varchar) as timepoint,
            count(outcomes_long.subject_id) as n_subjects,
            count(*) filter (where outcomes_long.is_there) as n,
            cast(null as bigint) as n_below_limit,
            cast(null as bigint) as n_above_limit,
            cast(null as bigint) as n_missing_durable,
            cast(null as bigint) as n_missing_not_durable,
            cast(null as integer) as place
        from outcomes
        inner join outcomes_long on outcomes.outcome = outcomes_long.outcome
        group by outcomes.outcome, outcomes.label
    ),
    all_variables as (
        select *
        from of_outcomes
        union all
        select *
        from of_covariates
    )
select
    all_variables.variable,
    all_variables.label,
    all_variables.role,
    all_variables.timepoint,
    all_variables.n_subjects,
    all_variables.n,
    all_variables.n_subjects - all_variables.n as n_missing,
    100.0 * (all_variables.n_subjects - all_variables.n) / all_variables.n_subjects as percent_missing,
    all_variables.n_below_limit,
    all_variables.n_above_limit,
    all_variables.n_missing_durable,
    all_variables.n_missing_not_durable,
    row_number() over (order by all_variables.role desc, all_variables.place, all_variables.variable) as row_order
from all_variables
