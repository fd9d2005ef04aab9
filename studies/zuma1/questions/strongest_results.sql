-- Which primary results have the smallest P values, do they stand after adjusting within their family, and what to beware of?
select
    estimates.figure,
    estimates.analysis,
    estimates.covariate,
    estimates.outcome,
    estimates.term,
    estimates.n,
    estimates.estimate_name,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.p_value,
    estimates.q_value,
    (
        select string_agg(cautions.caution, '; ' order by cautions.kind desc)
        from results.cautions as cautions
        where
            cautions.analysis = estimates.analysis
            and cautions.covariate = estimates.covariate
            and cautions.outcome = estimates.outcome
    ) as caution
from results.estimates as estimates
where estimates.is_primary and estimates.status = 'ok'
order by estimates.p_value, estimates.analysis, estimates.term
limit 20
