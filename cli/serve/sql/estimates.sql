-- What the study's own analyses say of a covariate, and what to beware of.
select
    estimates.analysis,
    estimates.outcome,
    estimates.method,
    estimates.term,
    estimates.n,
    estimates.estimate_name,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.p_value,
    estimates.status,
    (
        select string_agg(cautions.caution, '; ' order by cautions.kind desc)
        from results.cautions as cautions
        where
            cautions.analysis = estimates.analysis
            and cautions.covariate = estimates.covariate
            and cautions.outcome = estimates.outcome
    ) as caution
from results.estimates as estimates
where estimates.covariate = $feature and estimates.is_primary
order by estimates.p_value nulls last, estimates.analysis, estimates.term
limit 100
