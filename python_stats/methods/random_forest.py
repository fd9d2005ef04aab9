"""Random forest: how well an outcome is predicted out of the bag, which covariates that needs, and how sure that is.

P values by shuffling the outcome (Altmann, Bioinformatics 2010, 26:1340), never 0; ranks over forests of other seeds.
A missing value becomes its covariate's median, which does not know the outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from python_stats.contract.results import FEWEST, Estimate, Findings, Importance, Interval, Observation, counted, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.forests.forest import (
    Growth,
    balanced_weights,
    grown,
    importances,
    predictions,
    standardised_importances,
)
from python_stats.forests.shadows import Selection, selection
from python_stats.summaries.roc import auc, interval_of
from python_stats.summaries.spread import is_extreme, no_spread

RESAMPLES = 2000

# Streams of random numbers that must not be the same as one another.
SEEDS, SHUFFLES, BOOTSTRAP, SHADOWS = 1, 2, 3, 4


@dataclass(frozen=True)
class Data:
    """The subjects with an outcome; covariates without gaps."""

    covariates: tuple[str, ...]
    x: Numbers
    y: Numbers
    weight: Numbers
    is_classifier: bool


@dataclass(frozen=True)
class Score:
    """How well the forest predicts the subjects its trees have not seen."""

    value: float
    interval: Interval
    note: str | None = None


@dataclass(frozen=True)
class Grown:
    """Everything that was grown. `null` are the scores and importances with a shuffled outcome."""

    score: Score
    importance: Numbers
    p_score: float | None
    p_importance: Numbers
    over_seeds: Numbers
    predicted: Numbers
    selected: Selection | None


def findings(analysis: Analysis, table: Table) -> Findings:
    """The score of the forest, a row for each covariate, and each subject's prediction beside its outcome."""
    assert analysis.outcome is not None
    is_classifier = analysis.outcome in table.yes_no
    y = table.measured(analysis.outcome)
    data, note = _data(table, y, is_classifier)
    refused = _refusal(data)
    if refused is not None:
        rows = (replace(row, note=refused[1]) for row in _counted(analysis, table))
        nothing = np.full(len(data.y), np.nan)
        return Findings(
            (_row(analysis, table, data, Estimate("model", "", 0), refused),),
            importances=tuple(rows),
            observations=tuple(_observations(table, y, nothing)),
        )
    found = _grown(analysis, data)
    row = Estimate("model", "", 0, estimate=found.score.value, p_value=found.p_score)
    said = joined(_bounded(analysis, data), found.score.note, note, table.note)
    row = replace(row, ci_low=found.score.interval.low, ci_high=found.score.interval.high, note=said)
    return Findings(
        (_row(analysis, table, data, row, None),),
        importances=tuple(_importances(analysis, table, data, found)),
        observations=tuple(_observations(table, y, found.predicted)),
    )


def score_of(data: Data, predicted: Numbers, seed: int) -> Score:
    """The area under the curve with DeLong's interval, or the share of variance explained with a bootstrap one."""
    there = np.isfinite(predicted)
    y, fitted = data.y[there], predicted[there]
    if data.is_classifier:
        sides = fitted[y == 1], fitted[y == 0]
        return Score(auc(*sides), *interval_of(*sides))
    return Score(_explained(y, fitted), _bootstrapped(y, fitted, seed))


def _data(table: Table, y: Numbers, is_classifier: bool) -> tuple[Data, str | None]:
    used = np.isfinite(y)
    columns = {covariate: _numeric(table, covariate)[used] for covariate in table.covariates}
    kept = [name for name, values in columns.items() if _has_spread(values[np.isfinite(values)])]
    filled = [np.where(np.isnan(columns[name]), np.nanmedian(columns[name]), columns[name]) for name in kept]
    gaps = sum(int(np.isnan(columns[name]).sum()) for name in kept)
    x = np.column_stack(filled) if filled else np.empty((int(used.sum()), 0))
    varied = is_classifier and 0 < y[used].sum() < used.sum()
    weight = balanced_weights(y[used]) if varied else np.ones(int(used.sum()))
    note = counted(gaps, "missing value replaced by a median", "missing values replaced by medians")
    return Data(tuple(kept), x, y[used], weight, is_classifier), note


def _has_spread(values: Numbers) -> bool:
    """Whether a tree, which is grown in single precision, can tell two of them apart."""
    return len(np.unique(values)) > 1 and not is_extreme(values)


def _bounded(analysis: Analysis, data: Data) -> str | None:
    """That trees are grown from less than all subjects, where the header says so."""
    size = analysis.numbers["subjects_per_tree"]
    return f"each tree draws {size} of {len(data.y)} subjects" if size is not None and size < len(data.y) else None


def _numeric(table: Table, covariate: str) -> Numbers:
    """Numbers as they are; the levels of a text are numbered in sorted order, as trees only ask for more or less."""
    if covariate not in table.texts:
        return table.numbers[covariate]
    levels = sorted({label for label in table.texts[covariate] if label is not None})
    return np.array([np.nan if label is None else float(levels.index(label)) for label in table.texts[covariate]])


def _refusal(data: Data) -> tuple[str, str] | None:
    if len(data.y) < 2 * FEWEST:
        return "too_few", f"fewer than {2 * FEWEST} subjects with an outcome"
    if flat := no_spread(data.y, "every subject has the same outcome"):
        return flat
    if data.is_classifier and min(data.y.sum(), (1 - data.y).sum()) < 2:
        return "too_few", "fewer than two events or non-events"
    if not data.covariates:
        return "constant", "no covariate has two different values"
    return None


def _row(analysis: Analysis, table: Table, data: Data, row: Estimate, refused: tuple[str, str] | None) -> Estimate:
    status, note = refused or ("ok", "")
    return replace(
        row,
        estimate_name="oob_auc" if data.is_classifier else "oob_r_squared",
        n=len(data.y),
        n_events=int(data.y.sum()) if data.is_classifier else None,
        is_primary=True,
        status=status,
        note=joined(note, row.note),
        n_missing=len(table.subjects) - len(data.y),
    )


def _grown(analysis: Analysis, data: Data) -> Grown:
    seed = analysis.number("seed")
    growth = _growth(analysis, "trees", seed)
    predicted, importance = _once(data, data.y, growth)
    score = score_of(data, predicted, seed)
    null = [*_shuffled(analysis, data)]
    over_seeds = [importance for _, importance in _reseeded(analysis, data)]
    scores = np.array([one for one, _ in null])
    beaten = np.array([shuffled >= importance for _, shuffled in null]).reshape(len(null), len(importance))
    p = (1 + beaten.sum(axis=0)) / (1 + len(null))
    return Grown(
        score,
        importance,
        p_score=float((1 + (scores >= score.value).sum()) / (1 + len(null))) if null else None,
        p_importance=p if null else np.full(len(importance), np.nan),
        over_seeds=np.array(over_seeds).reshape(len(over_seeds), len(importance)),
        predicted=predicted,
        selected=_selected(analysis, data),
    )


def _growth(analysis: Analysis, trees: str, seed: int) -> Growth:
    return Growth(analysis.number(trees), seed, analysis.numbers["features"], analysis.numbers["subjects_per_tree"])


def _once(data: Data, y: Numbers, growth: Growth) -> tuple[Numbers, Numbers]:
    forest = grown(data.x, y, growth, data.is_classifier)
    weight = balanced_weights(y) if data.is_classifier else data.weight
    return predictions(forest, data.x), importances(forest, data.x, y, weight, growth.seed)


def _shuffled(analysis: Analysis, data: Data) -> Iterator[tuple[float, Numbers]]:
    """Scores and importances where the outcome has nothing to do with the covariates."""
    seed = analysis.number("seed")
    for place in range(analysis.number("permutations")):
        y = data.y[np.random.default_rng([seed, SHUFFLES, place]).permutation(len(data.y))]
        growth = _growth(analysis, "trees_per_permutation", _another_seed(seed, SHUFFLES, place))
        predicted, importance = _once(data, y, growth)
        there = np.isfinite(predicted)
        if data.is_classifier:
            yield auc(predicted[there & (y == 1)], predicted[there & (y == 0)]), importance
        else:
            yield _explained(y[there], predicted[there]), importance


def _reseeded(analysis: Analysis, data: Data) -> Iterator[tuple[Numbers, Numbers]]:
    seed = analysis.number("seed")
    for place in range(analysis.number("seeds")):
        yield _once(data, data.y, _growth(analysis, "trees_per_seed", _another_seed(seed, SEEDS, place)))


def _selected(analysis: Analysis, data: Data) -> Selection | None:
    """Which covariates are relevant at all, if the header asks for runs beside shadows."""
    runs, seed = analysis.number("shadow_runs"), analysis.number("seed")

    def scores(x: Numbers, run: int) -> Numbers:
        growth = _growth(analysis, "trees_per_shadow_run", _another_seed(seed, SHADOWS, run))
        forest = grown(x, data.y, growth, data.is_classifier)
        return standardised_importances(forest, x, data.y, data.weight, growth.seed)

    return selection(data.x, runs, _another_seed(seed, SHADOWS), scores) if runs else None


def _another_seed(*stream: int) -> int:
    return int(np.random.SeedSequence(stream).generate_state(1)[0])


def _explained(y: Numbers, fitted: Numbers) -> float:
    spread = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum((y - fitted) ** 2)) / spread if spread > 0 else 0.0


def _bootstrapped(y: Numbers, fitted: Numbers, seed: int) -> Interval:
    """Percentiles over resampled subjects, each with the prediction it has."""
    draw = np.random.default_rng([seed, BOOTSTRAP])
    chosen = (draw.integers(0, len(y), size=len(y)) for _ in range(RESAMPLES))
    again = [_explained(y[rows], fitted[rows]) for rows in chosen]
    low, high = np.quantile(again, (0.025, 0.975))
    return Interval(float(low), float(high))


def _importances(analysis: Analysis, table: Table, data: Data, found: Grown) -> Iterator[Importance]:
    ranks = _ranks(found.importance[None, :])[0]
    over_seeds = _ranks(found.over_seeds)
    for counts in _counted(analysis, table):
        if counts.covariate not in data.covariates:
            yield replace(counts, note="fewer than two values that a tree can tell apart: not in the forest")
            continue
        place = data.covariates.index(counts.covariate)
        row = replace(counts, importance=float(found.importance[place]), importance_rank=int(ranks[place]))
        row = replace(row, p_value=float(found.p_importance[place]), n_permutations=analysis.number("permutations"))
        row = _with_decision(row, found.selected, place)
        yield _with_stability(row, found.over_seeds[:, place], over_seeds[:, place])


def _counted(analysis: Analysis, table: Table) -> Iterator[Importance]:
    """Each covariate with how many of the subjects with an outcome have a value."""
    used = np.isfinite(table.measured(str(analysis.outcome)))
    for covariate in table.covariates:
        present = np.isfinite(_numeric(table, covariate)) & used
        yield Importance(covariate, int(present.sum()), int(used.sum() - present.sum()))


def _with_decision(row: Importance, selected: Selection | None, place: int) -> Importance:
    if selected is None:
        return row
    hits, runs = int(selected.hits[place]), int(selected.runs[place])
    return replace(row, decision=selected.decisions[place], shadow_hits=hits, shadow_runs=runs)


def _with_stability(row: Importance, importance: Numbers, ranks: Numbers) -> Importance:
    if len(ranks) < 2:
        return replace(row, n_seeds=len(ranks))
    low, middle, high = (float(rank) for rank in np.quantile(ranks, (0.025, 0.5, 0.975)))
    spread = float(np.std(importance, ddof=1))
    return replace(row, importance_sd=spread, rank_low=low, rank_median=middle, rank_high=high, n_seeds=len(ranks))


def _ranks(importance: Numbers) -> Numbers:
    """1 for the greatest; equal ones in the order of the covariates."""
    order = np.argsort(-importance, axis=1, kind="stable")
    ranks = np.empty(importance.shape)
    np.put_along_axis(ranks, order, np.arange(1.0, importance.shape[1] + 1)[None, :], axis=1)
    return ranks


def _observations(table: Table, y: Numbers, predicted: Numbers) -> Iterator[Observation]:
    """Predictions of those with an outcome; the others are there without one."""
    used = np.isfinite(y)
    everybody = np.full(len(y), np.nan)
    everybody[used] = predicted
    for subject, x, outcome in zip(table.subjects, everybody, y, strict=True):
        yield Observation(subject, float(x), float(outcome))
