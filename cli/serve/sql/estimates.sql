-- What the study's own analyses say of a covariate.
select analysis, outcome, method, term, n, estimate_name, estimate, ci_low, ci_high, p_value, status
from results.estimates
where covariate = $feature and is_primary
order by p_value nulls last
limit 100
