"""What a method answers with: records of plain numbers, None where there is no number. Light."""

import math
from dataclasses import dataclass, fields

STATUSES = (
    "ok",
    "too_few",
    "too_many_terms",
    "separated",
    "collinear",
    "constant",
    "failed",
    "descriptive",
)

# Fewer rows than this are not tested: every interval and approximation here needs at least four.
FEWEST = 4

Row = dict[str, object]


@dataclass(frozen=True)
class Interval:
    """A 95 % confidence interval; a side that does not exist is None."""

    low: float | None = None
    high: float | None = None


NO_INTERVAL = Interval()


@dataclass(frozen=True)
class Estimate:
    """One line of a result."""

    term: str
    estimate_name: str
    n: int
    is_primary: bool = False
    n_events: int | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    statistic: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    adjustment: str | None = None
    status: str = "ok"
    note: str | None = None
    # Where an analysis has many covariates or outcomes, a row says which is its own.
    covariate: str | None = None
    outcome: str | None = None
    n_missing: int | None = None


@dataclass(frozen=True)
class Observation:
    """One subject as a figure shows it, where that is more than the columns the header names."""

    subject_id: str
    x: float
    y: float
    group_label: str | None = None


@dataclass(frozen=True)
class CurvePoint:
    """The fitted probability at one value of the covariate, with its pointwise band."""

    x: float
    probability: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Quartile:
    """One quarter of the covariate and what became of the subjects in it."""

    quartile: int
    x_low: float
    x_high: float
    n: int
    n_events: int | None = None
    rate: float | None = None
    rate_ci_low: float | None = None
    rate_ci_high: float | None = None
    y_median: float | None = None
    y_q1: float | None = None
    y_q3: float | None = None


@dataclass(frozen=True)
class SurvivalStep:
    """The share without the event after a time, and how many were at risk just before it, had it, or were last seen."""

    group_label: str
    time: float
    n_at_risk: int
    n_events: int
    n_censored: int
    survival: float
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class Loading:
    """What one covariate weighs in one component (weights have length 1), and how it correlates with it (loading)."""

    covariate: str
    component: int
    weight: float
    loading: float


@dataclass(frozen=True)
class Node:
    """A leaf (a covariate) or a merge of two nodes; `position` is its place along the axis of the leaves."""

    node: int
    covariate: str | None
    left_node: int | None
    right_node: int | None
    height: float
    position: float
    n_covariates: int
    support: float | None
    cluster: int | None = None


@dataclass(frozen=True)
class Importance:
    """How much worse a forest predicts without one covariate, and how far that can be trusted."""

    covariate: str
    n: int
    n_missing: int
    importance: float | None = None
    importance_sd: float | None = None
    p_value: float | None = None
    importance_rank: int | None = None
    rank_low: float | None = None
    rank_median: float | None = None
    rank_high: float | None = None
    n_seeds: int | None = None
    n_permutations: int | None = None
    decision: str | None = None
    shadow_hits: int | None = None
    shadow_runs: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Findings:
    """What a method found. `observations` is None where they are the columns the header names, as they came."""

    estimates: tuple[Estimate, ...]
    curves: tuple[CurvePoint, ...] = ()
    quartiles: tuple[Quartile, ...] = ()
    survival_curves: tuple[SurvivalStep, ...] = ()
    loadings: tuple[Loading, ...] = ()
    clusters: tuple[Node, ...] = ()
    importances: tuple[Importance, ...] = ()
    observations: tuple[Observation, ...] | None = None


Record = Estimate | Observation | CurvePoint | Quartile | SurvivalStep | Loading | Node | Importance


def row_of(record: Record) -> Row:
    """A record as a row of plain Python values."""
    return {field.name: plain(getattr(record, field.name)) for field in fields(record)}


def plain(value: object) -> object:
    """The value without numpy's types; a number that is not finite is no number, and becomes None."""
    item = getattr(value, "item", None)
    bare = item() if callable(item) else value
    return None if isinstance(bare, float) and not math.isfinite(bare) else bare


def joined(*notes: str | None) -> str | None:
    """The notes there are, as one."""
    return "; ".join(note for note in notes if note) or None


def counted(count: int, one: str, many: str) -> str | None:
    """'1 value ...' or '3 values ...'; None when there is nothing to say."""
    return None if count == 0 else f"{count} {one if count == 1 else many}"
