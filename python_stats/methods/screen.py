"""Every covariate against every outcome in one analysis: the rows of the single-pair methods, many pairs at a time.

A yes/no outcome gets logistic regressions, a measured one Spearman's correlations, a text Kruskal-Wallis and Dunn. What
the fast code cannot settle (separated, constant, too few) the single-pair method answers. The q value is left to SQL.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.stats import rankdata

from python_stats.contract.results import FEWEST, Estimate, Findings, Interval, counted, joined, plain
from python_stats.contract.sample import Numbers, Sample, UnusableColumnError
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.methods.kruskal import findings as kruskal_alone
from python_stats.methods.odds_ratios import findings as logistic_alone
from python_stats.methods.odds_ratios import ratios
from python_stats.methods.spearman import findings as spearman_alone
from python_stats.regression.design import LOG2, on_scale
from python_stats.regression.logistic import Fit, Model
from python_stats.regression.spline import NAME as SPLINE
from python_stats.screens.max_t import max_t
from python_stats.screens.ranks import sorted_columns
from python_stats.screens.screen_areas import Areas, screen_areas
from python_stats.screens.screen_groups import OK, GroupTests, screen_groups
from python_stats.screens.screen_logistic import Slopes, screen_logistic
from python_stats.screens.screen_spearman import Correlations, screen_spearman
from python_stats.summaries.adjust import holm

# What a single pair has beside its estimate, and a screen leaves out.
NOT_SCREENED = ("median", SPLINE)

SINGLE = {"logistic": logistic_alone, "spearman": spearman_alone, "kruskal_dunn": kruskal_alone}


def findings(analysis: Analysis, table: Table) -> Findings:
    """The rows of all pairs, outcome by outcome."""
    usable = [covariate for covariate in table.covariates if covariate not in table.texts]
    whole = replace(table, covariates=tuple(usable))
    texts = [covariate for covariate in table.covariates if covariate in table.texts]
    rows = [row for outcome in analysis.outcomes for row in (*_of(analysis, whole, outcome), *_no(outcome, texts))]
    return Findings(tuple(rows), observations=())


def _of(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    test = _test(analysis, table, outcome)
    made = {"logistic": _logistic, "spearman": _spearman, "kruskal_dunn": _groups}[test]
    try:
        yield from made(analysis, table, outcome)
    except UnusableColumnError as reason:
        for covariate in table.covariates:
            yield _failed(covariate, outcome, str(reason))


def _test(analysis: Analysis, table: Table, outcome: str) -> str:
    if analysis.words["test"] != "by_outcome":
        return analysis.words["test"]
    if outcome in table.texts:
        return "kruskal_dunn"
    return "logistic" if outcome in table.yes_no else "spearman"


def _no(outcome: str, texts: list[str]) -> Iterator[Estimate]:
    for covariate in texts:
        yield _failed(covariate, outcome, f"column '{covariate}' holds text, not numbers")


def _failed(covariate: str, outcome: str, reason: str) -> Estimate:
    failed = Estimate(covariate, "none", 0, is_primary=True, status="failed", note=reason)
    return replace(failed, covariate=covariate, outcome=outcome)


def _pair(analysis: Analysis, table: Table, covariate: str, outcome: str, test: str) -> Analysis:
    """The analysis of one pair, as if a header had asked for it alone."""
    scale = "identity" if covariate in table.yes_no else analysis.scale_of(covariate)
    one = replace(analysis, method=test, covariate=covariate, scale=scale)
    if test != "kruskal_dunn":
        return replace(one, outcome=outcome)
    levels = sorted({label for label in table.labels(outcome) if label is not None})
    return replace(one, group=outcome, levels=tuple(levels))


def _alone(one: Analysis, table: Table) -> Iterator[Estimate]:
    """By the single-pair method, without what is only worth a look for one pair."""
    nothing = np.full(len(table.subjects), np.nan)
    groups = table.labels(one.group) if one.group else (None,) * len(table.subjects)
    y = table.measured(one.outcome) if one.outcome else nothing
    sample = Sample(table.subjects, table.numbers[one.covariate], y, groups, None)
    if one.group and not one.levels:
        yield Estimate("all levels", "epsilon_squared", 0, status="too_few", note="nobody is in any group")
        return
    for row in SINGLE[one.method](one, sample).estimates:
        if row.estimate_name not in NOT_SCREENED:
            yield row


def _named(rows: Iterator[Estimate], one: Analysis, table: Table) -> Iterator[Estimate]:
    """The rows of a pair with its names, who was missing, and what holds for the whole table."""
    absent = ~np.isfinite(table.numbers[one.covariate])
    if one.group:
        absent = absent | np.array([label is None for label in table.labels(one.group)], dtype=np.bool_)
    if one.outcome:
        absent = absent | ~np.isfinite(table.numbers[one.outcome])
    missing = int(absent.sum())
    for row in rows:
        note = joined(row.note, table.note)
        yield replace(row, covariate=one.covariate, outcome=one.against, n_missing=missing, note=note)


def _logistic(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    y = table.events(outcome)
    ones = [_pair(analysis, table, covariate, outcome, "logistic") for covariate in table.covariates]
    scaled = [on_scale(table.numbers[one.covariate], one.scale) for one in ones]
    x = np.column_stack([*scaled]) if scaled else np.empty((len(y), 0))
    found = screen_logistic(x, y[:, None], profile=True)
    areas = screen_areas(sorted_columns(np.ascontiguousarray(x.T)), y)
    adjusted = _max_t(analysis, x, y)
    for place, one in enumerate(ones):
        limits = found.ci_low[place, 0], found.ci_high[place, 0]
        settled = found.status[place, 0] == OK and np.isfinite(limits).all()
        rows = _ratios(one, table, found, areas, place) if settled else _alone(one, table)
        yield from _adjusted(_named(rows, one, table), adjusted, place)


def _ratios(one: Analysis, table: Table, found: Slopes, areas: Areas, place: int) -> Iterator[Estimate]:
    model = _model(found, place)
    if one.scale == LOG2 and one.outcome:
        both = np.isfinite(table.numbers[one.covariate]) & np.isfinite(table.numbers[one.outcome])
        lost = int(both.sum()) - model.n
        model = replace(
            model, note=counted(lost, "value at or below zero left out", "values at or below zero left out")
        )
    yield from ratios(one, model)
    interval = _interval(areas.ci_low[place], areas.ci_high[place])
    area = Estimate(one.covariate, "auc", model.n, n_events=model.n_events, estimate=float(areas.area[place]))
    yield replace(area, ci_low=interval.low, ci_high=interval.high)


def _model(found: Slopes, place: int) -> Model:
    """One cell of the matrices as the single-pair method would hold it."""
    cell = {name: getattr(found, name)[place, 0].item() for name in Slopes.__dataclass_fields__}
    shared = cell["covariance"]
    covariance = np.array([[cell["variance_intercept"], shared], [shared, cell["variance_slope"]]])
    fit = Fit(cell["intercept"], cell["slope"], covariance, cell["log_likelihood"])
    profile = Interval(cell["ci_low"], cell["ci_high"])
    return Model(cell["n"], cell["n_events"], cell["sd"], fit, cell["likelihood_ratio"], profile)


def _spearman(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    y = table.measured(outcome)
    x = table.matrix(table.covariates)
    found = screen_spearman(x, y[:, None])
    adjusted = _max_t(analysis, x, y)
    for place, covariate in enumerate(table.covariates):
        one = _pair(analysis, table, covariate, outcome, "spearman")
        rows = _rho(one, found, place) if found.status[place, 0] == OK else _alone(one, table)
        yield from _adjusted(_named(rows, one, table), adjusted, place)


def _rho(one: Analysis, found: Correlations, place: int) -> Iterator[Estimate]:
    cell = {name: plain(getattr(found, name)[place, 0]) for name in ("statistic", "p_value", "ci_low", "ci_high")}
    note = "the ranks agree perfectly: no interval" if cell["statistic"] is None else None
    estimate = float(found.rho[place, 0])
    row = Estimate(one.covariate, "spearman_rho", int(found.n[place, 0]), is_primary=True, estimate=estimate, note=note)
    yield replace(row, **cell)  # type: ignore[arg-type]


def _max_t(analysis: Analysis, x: Numbers, y: Numbers) -> Numbers | None:
    """P adjusted for all covariates of one outcome, if the header asks for shuffles."""
    permutations, known = analysis.number("permutations"), np.isfinite(y)
    if permutations == 0 or known.sum() < FEWEST or x.shape[1] == 0:
        return None
    scores = y[known] if np.isin(y[known], (0.0, 1.0)).all() else rankdata(y[known])
    return max_t(x[known], scores, permutations, analysis.number("seed"))


def _adjusted(rows: Iterator[Estimate], adjusted: Numbers | None, place: int) -> Iterator[Estimate]:
    for row in rows:
        if adjusted is not None and row.is_primary and row.p_value is not None:
            yield replace(row, p_adjusted=_at(adjusted, place), adjustment="max_t")
        else:
            yield row


def _groups(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    labels = table.labels(outcome)
    levels = sorted({label for label in labels if label is not None})
    codes = np.array([-1 if label is None else levels.index(label) for label in labels], dtype=np.intp)
    found = screen_groups(table.matrix(table.covariates), codes, len(levels))
    for place, covariate in enumerate(table.covariates):
        one = _pair(analysis, table, covariate, outcome, "kruskal_dunn")
        whole = found.status[place] == OK and (found.sizes[place] > 0).all()
        rows = _contrasts(one, found, place) if whole else _alone(one, table)
        yield from _named(rows, one, table)


def _contrasts(one: Analysis, found: GroupTests, place: int) -> Iterator[Estimate]:
    overall = Estimate("all levels", "epsilon_squared", int(found.n[place]), estimate=_at(found.epsilon_squared, place))
    yield replace(overall, statistic=_at(found.h, place), p_value=_at(found.p_value, place))
    adjusted = holm([float(p) for p in found.p_pair[place]])
    for column, (first, second) in enumerate(found.pairs):
        size = int(found.sizes[place, first] + found.sizes[place, second])
        row = Estimate(f"{one.levels[first]} vs {one.levels[second]}", "mean_rank_difference", size, is_primary=True)
        z, p = float(found.z[place, column]), float(found.p_pair[place, column])
        difference = float(found.difference[place, column])
        row = replace(row, estimate=difference, statistic=z, p_value=p)
        yield replace(row, p_adjusted=adjusted[column], adjustment="holm")


def _at(values: Numbers, place: int) -> float:
    return float(values[place])


def _interval(low: float, high: float) -> Interval:
    return Interval(*(float(side) if np.isfinite(side) else None for side in (low, high)))
