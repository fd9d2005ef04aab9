/*
about: 'Are CAR T-cell levels at month 3 other in durable responders, if what lies below the limit is taken as just that? (Figure 1B)'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  car_t_month3_per_ul: {unit: '{cells}/uL', about: 'CAR T cells at month 3, or the limit they lie below'}
  is_below_limit: {about: Whether the level lies below the limit of quantification}
  durable_response: {about: In ongoing response a year after infusion}
analysis:
  method: censored_linear
  outcome: car_t_month3_per_ul
  below_limit: is_below_limit
  covariates: [durable_response]
  figure: '1B'
  family: figure_1_below_limit
reference: 'Locke 2020, Figure 1B: levels very low or not measurable. Tobin 1958 for the likelihood'
*/
with cohort as (select * from {{ ref('cohort') }}), kinetics as (select * from {{ ref('kinetics') }})
-- All infused subjects. Whatever stands for a level below the limit elsewhere (G3), here it is only known to lie there;
-- the rows with half the limit, and the limit over the root of two, show how much a stand-in would have decided.
select
    cohort.subject_id,
    case
        when kinetics.is_month3_below_limit then kinetics.month3_lloq_per_ul else kinetics.car_t_month3_per_ul
    end as car_t_month3_per_ul,
    kinetics.is_month3_below_limit as is_below_limit,
    cohort.durable_response
from cohort
inner join kinetics on cohort.subject_id = kinetics.subject_id
where cohort.is_infused
