-- What do the results of a covariate rest on: who was counted, how, by which code, up to which data cut, and what to beware of?
select
    estimates.analysis,
    estimates.outcome,
    estimates.term,
    estimates.n,
    estimates.n_missing,
    estimates.n_events,
    estimates.n_below_limit,
    estimates.n_above_limit,
    estimates.events_per_coefficient,
    estimates.estimate_name,
    estimates.estimate,
    estimates.ci_low,
    estimates.ci_high,
    estimates.p_value,
    estimates.q_value,
    estimates.caution,
    estimates.beside,
    estimates.method_choices,
    estimates.method_version,
    facts.value as data_cut,
    models.compiled_sql as population
from report.rpt_estimates as estimates
inner join meta.models as models on estimates.analysis = models.name
left join meta.study as facts on facts.key = 'data_cut'
where estimates.is_primary and estimates.covariate = $covariate
order by estimates.row_order
