-- Which results share a component with their outcome or may follow it, and what is left of them in the analysis that answers?
select
    cautions.kind,
    cautions.analysis,
    cautions.covariate,
    cautions.outcome,
    plain.estimate_name,
    plain.estimate,
    plain.p_value,
    cautions.beside,
    answer.estimate_name as estimate_name_beside,
    answer.estimate as estimate_beside,
    answer.p_value as p_value_beside,
    answer.n as n_beside,
    answer.note as note_beside
from results.cautions as cautions
inner join
    results.estimates as plain
    on cautions.analysis = plain.analysis
    and cautions.covariate = plain.covariate
    and cautions.outcome = plain.outcome
    and plain.is_primary
inner join results.estimates as answer on cautions.beside = answer.analysis and answer.is_primary
where plain.method <> 'screen'
order by cautions.kind, cautions.analysis
