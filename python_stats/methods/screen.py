"""Every covariate against every outcome in one analysis: the rows of the single-pair methods, many pairs at a time.

A yes/no outcome gets logistic regressions, a measured one Spearman's correlations, a text Kruskal-Wallis and Dunn;
times to an event get proportional hazards where the header asks for it, pair by pair. What the fast code cannot settle
(separated, constant, too few) the single-pair method answers. The q value is left to SQL.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from python_stats.contract.results import FEWEST, Estimate, Findings, Interval, counted, joined, plain
from python_stats.contract.sample import Mask, Numbers, Sample, UnusableColumnError
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.contract.wide import CELLS, Wide
from python_stats.methods.cox import SCREENED
from python_stats.methods.cox import findings as hazards_alone
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
from python_stats.screens.screen_logistic import CELLS as TOGETHER
from python_stats.screens.screen_logistic import Slopes, screen_logistic
from python_stats.screens.screen_spearman import Correlations, screen_spearman
from python_stats.summaries.adjust import holm
from python_stats.summaries.roc import told_of
from python_stats.threads import part

# What a single pair has beside its estimate, and a screen leaves out.
NOT_SCREENED = ("median", SPLINE)

SINGLE = {"logistic": logistic_alone, "spearman": spearman_alone, "kruskal_dunn": kruskal_alone}


def findings(analysis: Analysis, wide: Wide) -> Findings:
    """The rows of all pairs, outcome by outcome."""
    rows: dict[str, list[Estimate]] = {outcome: [] for outcome in analysis.outcomes}
    runs = [*_runs(wide)]
    for place, covariates in enumerate(runs):
        table = wide.table(covariates)
        for number, outcome in enumerate(analysis.outcomes):
            with part(place * len(rows) + number, len(runs) * len(rows)):
                rows[outcome] += _of(analysis, table, outcome)
    for outcome, found in rows.items():
        rows[outcome] = [*_adjusted(found, _max_t(analysis, wide, outcome)), *_no(outcome, wide.texts)]
    return Findings(tuple(row for found in rows.values() for row in found), observations=())


def _runs(wide: Wide) -> Iterator[tuple[str, ...]]:
    """Covariates that are fetched together: whole blocks of the logistic screen, whose last digits hang together."""
    subjects = max(1, len(wide.order))
    block = max(1, TOGETHER // subjects)
    size = block * max(1, CELLS // (block * subjects))
    for start in range(0, len(wide.covariates), size):
        yield wide.covariates[start : start + size]


def _of(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    tests = {"logistic": _logistic, "spearman": _spearman, "kruskal_dunn": _groups, "cox": _hazards}
    try:
        yield from tests[_test(analysis, table, outcome)](analysis, table, outcome)
    except UnusableColumnError as reason:
        for covariate in table.covariates:
            yield _failed(covariate, outcome, str(reason))


def _test(analysis: Analysis, table: Table, outcome: str) -> str:
    if analysis.words["test"] != "by_outcome":
        return analysis.words["test"]
    if outcome in table.texts:
        return "kruskal_dunn"
    return "logistic" if outcome in table.yes_no else "spearman"


def _no(outcome: str, texts: tuple[str, ...]) -> Iterator[Estimate]:
    for covariate in texts:
        yield _failed(covariate, outcome, f"column '{covariate}' holds text, not numbers")


def _failed(covariate: str, outcome: str, reason: str) -> Estimate:
    failed = Estimate(covariate, "none", 0, is_primary=True, status="failed", note=reason)
    return replace(failed, covariate=covariate, outcome=outcome)


def _pair(analysis: Analysis, table: Table, covariate: str, test: str, **against: object) -> Analysis:
    """The analysis of one pair, as if a header had asked for it alone."""
    scale = "identity" if covariate in table.yes_no else analysis.scale_of(covariate)
    return replace(analysis, method=test, covariate=covariate, scale=scale, **against)  # type: ignore[arg-type]


def _scaled(analysis: Analysis, table: Table) -> Numbers:
    """The covariates as logistic regression takes them."""
    ones = (_pair(analysis, table, covariate, "logistic") for covariate in table.covariates)
    return np.column_stack([on_scale(table.numbers[one.covariate], one.scale) for one in ones])


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


def _named(rows: Iterator[Estimate], one: Analysis, table: Table, known: Mask) -> Iterator[Estimate]:
    """The rows of a pair with its names, who was missing, and what holds for the whole table."""
    missing = int((~(np.isfinite(table.numbers[one.covariate]) & known)).sum())
    for row in rows:
        note = joined(row.note, table.note)
        yield replace(row, covariate=one.covariate, outcome=one.against, n_missing=missing, note=note)


def _logistic(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    y = table.events(outcome)
    x = _scaled(analysis, table)
    found = screen_logistic(x, y[:, None], profile=True)
    areas = screen_areas(sorted_columns(np.ascontiguousarray(x.T)), y)
    for place, covariate in enumerate(table.covariates):
        one = _pair(analysis, table, covariate, "logistic", outcome=outcome)
        limits = found.ci_low[place, 0], found.ci_high[place, 0]
        settled = found.status[place, 0] == OK and np.isfinite(limits).all()
        rows = _ratios(one, table, found, areas, place) if settled else _alone(one, table)
        yield from _named(rows, one, table, np.isfinite(y))


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
    note = told_of(min(model.n_events, model.n - model.n_events))
    yield replace(area, ci_low=interval.low, ci_high=interval.high, note=note)


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
    for place, covariate in enumerate(table.covariates):
        one = _pair(analysis, table, covariate, "spearman", outcome=outcome)
        rows = _rho(one, found, place) if found.status[place, 0] == OK else _alone(one, table)
        yield from _named(rows, one, table, np.isfinite(y))


def _rho(one: Analysis, found: Correlations, place: int) -> Iterator[Estimate]:
    cell = {name: plain(getattr(found, name)[place, 0]) for name in ("statistic", "p_value", "ci_low", "ci_high")}
    note = "the ranks agree perfectly: no interval" if cell["statistic"] is None else None
    estimate = float(found.rho[place, 0])
    row = Estimate(one.covariate, "spearman_rho", int(found.n[place, 0]), is_primary=True, estimate=estimate, note=note)
    yield replace(row, **cell)  # type: ignore[arg-type]


def _hazards(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    event = dict(zip(analysis.outcomes, analysis.events, strict=True))[outcome]
    known = np.isfinite(table.measured(outcome)) & np.isfinite(table.events(event))
    words = {"too_many_terms": "refuse"}
    for covariate in table.covariates:
        one = _pair(analysis, table, covariate, "cox", outcome=outcome, event=event, words=words)
        rows = hazards_alone(one, replace(table, covariates=(covariate,)), SCREENED).estimates
        yield from _named(iter(rows), one, table, known)


def _max_t(analysis: Analysis, wide: Wide, outcome: str) -> Mapping[str, float]:
    """P adjusted for all covariates of one outcome, if the header asks for shuffles and its test is one of ranks."""
    test, permutations = _test(analysis, wide.outcomes, outcome), analysis.number("permutations")
    if permutations == 0 or test == "kruskal_dunn" or outcome in wide.outcomes.texts or not wide.covariates:
        return {}
    y = wide.outcomes.measured(outcome)
    known = np.isfinite(y)
    if known.sum() < FEWEST:
        return {}

    def x(places: NDArray[np.intp]) -> Numbers:
        table = wide.table([wide.covariates[place] for place in places])
        return (_scaled(analysis, table) if test == "logistic" else table.matrix(table.covariates))[known]

    scores = y[known] if np.isin(y[known], (0.0, 1.0)).all() else rankdata(y[known])
    adjusted = max_t(x, len(wide.covariates), scores, permutations, analysis.number("seed"))
    return dict(zip(wide.covariates, adjusted.tolist(), strict=True))


def _adjusted(rows: Iterable[Estimate], adjusted: Mapping[str, float]) -> Iterator[Estimate]:
    for row in rows:
        if row.is_primary and row.p_value is not None and str(row.covariate) in adjusted:
            yield replace(row, p_adjusted=adjusted[str(row.covariate)], adjustment="max_t")
        else:
            yield row


def _groups(analysis: Analysis, table: Table, outcome: str) -> Iterator[Estimate]:
    labels = table.labels(outcome)
    levels = sorted({label for label in labels if label is not None})
    codes = np.array([-1 if label is None else levels.index(label) for label in labels], dtype=np.intp)
    found = screen_groups(table.matrix(table.covariates), codes, len(levels))
    for place, covariate in enumerate(table.covariates):
        one = _pair(analysis, table, covariate, "kruskal_dunn", group=outcome, levels=tuple(levels))
        whole = found.status[place] == OK and (found.sizes[place] > 0).all()
        rows = _contrasts(one, found, place) if whole else _alone(one, table)
        yield from _named(rows, one, table, codes >= 0)


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
