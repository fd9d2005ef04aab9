/*
about: 'Concordance with the paper: every published finding beside what this cohort shows, and whether the two agree.'
grain: [finding_id]
columns:
  finding_id: {about: 'Finding, as in seeds/published_findings.csv'}
  figure: {about: Where the paper reports it}
  covariate: {about: Covariate in the words of the paper}
  covariate_timepoint: {about: When the paper measured it}
  outcome: {about: Outcome in the words of the paper}
  published_direction: {about: 'Direction: positive, negative or none'}
  is_published_significant: {about: Whether the paper calls it significant; empty where it does not say}
  published_estimate_name: {about: What the paper estimates}
  published_estimate: {about: Its estimate}
  published_p_value: {about: Its P}
  published_n: {about: Its n}
  analysis: {about: Our analysis}
  our_covariate: {about: Our covariate}
  our_outcome: {about: Our outcome}
  our_estimate_name: {about: What we estimate}
  our_estimate: {about: Our estimate}
  our_p_value: {about: Our P}
  our_n: {about: Our n}
  our_direction: {about: 'Direction of our estimate: positive or negative'}
  agreement: {about: How the two compare, tests: [not_null, {accepted: [agrees, agrees in direction, disagrees, not testable]}]}
  reason: {about: 'Why it is not testable, or how it was read'}
  recomputed_p_value: {about: P that follows from the printed correlation and n}
  is_print_consistent: {about: 'Whether the printed correlation, n and P belong together; empty where one is not printed'}
reference: 'Locke 2020; classes as in the reproduction contract: sign, and P below .05 or not'
*/
with
    findings as (select * from {{ ref('published_findings') }}),
    mapped as (select * from {{ ref('findings_map') }}),
    estimates as (select * from {{ ref('estimates') }}),
    answers as (
        select
            mapped.finding_id,
            mapped.analysis,
            mapped.covariate,
            mapped.outcome,
            mapped.reason,
            estimates.estimate_name,
            estimates.estimate,
            estimates.p_value,
            estimates.n,
            estimates.status,
            -- An odds ratio says by its side of 1 what a correlation or a difference says by its sign.
            sign(
                case
                    when estimates.estimate_name like 'odds_ratio%' then ln(estimates.estimate) else estimates.estimate
                end
            ) as our_sign
        from mapped
        left join
            estimates
            on mapped.analysis = estimates.analysis
            and mapped.outcome = estimates.outcome
            and mapped.covariate = estimates.covariate
            and mapped.term = estimates.term
            and estimates.is_primary
        -- Where a finding holds for either of two outcomes, the stronger one speaks for it.
        qualify
            row_number() over (
                partition by mapped.finding_id
                order by
                    estimates.p_value,
                    mapped.outcome,
                    estimates.estimate_name,
                    mapped.analysis,
                    mapped.covariate,
                    mapped.term,
                    estimates.subset
            )
            = 1
    ),
    compared as (
        select
            findings.*,
            answers.analysis,
            answers.covariate as our_covariate,
            answers.outcome as our_outcome,
            answers.estimate_name as our_estimate_name,
            answers.estimate as our_estimate,
            answers.p_value as our_p_value,
            answers.n as our_n,
            answers.our_sign,
            answers.reason as mapping_reason,
            answers.status,
            case
                when findings.estimate_name = 'rho' and findings.n is not null
                then {{ normal_two_sided(deviate_of_correlation('findings.estimate', 'findings.n')) }}
            end as recomputed_p_value,
            coalesce(try_cast(findings.printed_p_value as double), findings.p_value) as p_value_on_the_page,
            case findings.direction when 'positive' then 1 when 'negative' then -1 end as published_sign
        from findings
        left join answers on findings.finding_id = answers.finding_id
    )
select
    compared.finding_id,
    compared.figure,
    compared.covariate,
    compared.covariate_timepoint,
    compared.outcome,
    compared.direction as published_direction,
    compared.is_significant as is_published_significant,
    compared.estimate_name as published_estimate_name,
    compared.estimate as published_estimate,
    compared.p_value as published_p_value,
    compared.n as published_n,
    compared.analysis,
    compared.our_covariate,
    compared.our_outcome,
    compared.our_estimate_name,
    compared.our_estimate,
    compared.our_p_value,
    compared.our_n,
    case compared.our_sign when 1 then 'positive' when -1 then 'negative' end as our_direction,
    case
        when compared.our_p_value is null or (compared.is_significant is null and compared.published_sign is null)
        then 'not testable'
        when compared.is_significant is false
        then case when compared.our_p_value >= 0.05 then 'agrees' else 'disagrees' end
        when compared.published_sign <> compared.our_sign
        then 'disagrees'
        when compared.is_significant and compared.our_p_value < 0.05
        then 'agrees'
        else 'agrees in direction'
    end as agreement,
    case
        when compared.our_p_value is null and nullif(compared.mapping_reason, '') is null
        then 'our analysis has no P: ' || coalesce(compared.status, 'not run')
        when compared.is_significant is null and compared.published_sign is null and compared.our_p_value is not null
        then 'the paper states neither direction nor significance'
        else nullif(compared.mapping_reason, '')
    end as reason,
    compared.recomputed_p_value,
    -- A factor of two leaves room for rounding of the correlation; a slip of the decimal point is a factor of ten.
    case
        when compared.recomputed_p_value is null or compared.p_value_on_the_page is null
        then null
        else
            compared.p_value_on_the_page between compared.recomputed_p_value / 2.0 and compared.recomputed_p_value * 2.0
    end as is_print_consistent
from compared
