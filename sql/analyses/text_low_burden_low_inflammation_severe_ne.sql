/*
about: 'Are severe neurologic events less frequent where tumour burden and inflammation before treatment are both low?'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  is_low_burden_and_inflammation: {about: 'Low tumour burden and inflammation: SPD, LDH and IL-6 each at or below their median'}
  ne_grade3_or_higher: {about: 'Severe neurologic events'}
analysis: {method: logistic, covariate: is_low_burden_and_inflammation, outcome: ne_grade3_or_higher, scale: identity, family: text}
reference: 'Locke 2020, Discussion: less than 10 % severe toxicity where burden and markers of hypoxia and inflammation are low. Neither the markers nor the cut is printed: here LDH and IL-6, at the median (G23)'
*/
with
    cohort as (select * from {{ ref('cohort') }} where is_infused),
    medians as (
        select
            median(cohort.tumor_burden_mm2) as tumor_burden_mm2,
            median(cohort.ldh_baseline_u_l) as ldh_baseline_u_l,
            median(cohort.il6_baseline_pg_ml) as il6_baseline_pg_ml
        from cohort
    )
-- All infused subjects. The median belongs to the low group. Who is high in one is not low in all, whatever else is
-- missing.
select
    cohort.subject_id,
    cohort.tumor_burden_mm2 <= medians.tumor_burden_mm2
    and cohort.ldh_baseline_u_l <= medians.ldh_baseline_u_l
    and cohort.il6_baseline_pg_ml <= medians.il6_baseline_pg_ml as is_low_burden_and_inflammation,
    cohort.ne_grade3_or_higher
from cohort
cross join medians
