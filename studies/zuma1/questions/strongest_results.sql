-- Which primary results have the smallest P values, and do they stand after adjusting within their family?
select
    figure,
    analysis,
    term,
    n,
    estimate_name,
    estimate,
    ci_low,
    ci_high,
    p_value,
    q_value
from results.estimates
where is_primary and status = 'ok'
order by p_value, analysis, term
limit 20
