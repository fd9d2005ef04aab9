"""The shape of a result: rows of four parts, made of plain numbers, None where there is no number. Light."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

PARTS: Mapping[str, Mapping[str, str]] = {
    "estimates": {
        "analysis": "VARCHAR",
        "figure": "VARCHAR",
        "family": "VARCHAR",
        "method": "VARCHAR",
        "covariate": "VARCHAR",
        "outcome": "VARCHAR",
        "subset": "VARCHAR",
        "term": "VARCHAR",
        "is_primary": "BOOLEAN",
        "n": "BIGINT",
        "n_events": "BIGINT",
        "n_missing": "BIGINT",
        "estimate_name": "VARCHAR",
        "estimate": "DOUBLE",
        "ci_low": "DOUBLE",
        "ci_high": "DOUBLE",
        "statistic": "DOUBLE",
        "p_value": "DOUBLE",
        "p_adjusted": "DOUBLE",
        "adjustment": "VARCHAR",
        "status": "VARCHAR",
        "note": "VARCHAR",
    },
    "observations": {
        "analysis": "VARCHAR",
        "subject_id": "VARCHAR",
        "x": "DOUBLE",
        "y": "DOUBLE",
        "group_label": "VARCHAR",
    },
    "curves": {
        "analysis": "VARCHAR",
        "x": "DOUBLE",
        "probability": "DOUBLE",
        "ci_low": "DOUBLE",
        "ci_high": "DOUBLE",
    },
    "quartiles": {
        "analysis": "VARCHAR",
        "quartile": "INTEGER",
        "x_low": "DOUBLE",
        "x_high": "DOUBLE",
        "n": "BIGINT",
        "n_events": "BIGINT",
        "rate": "DOUBLE",
        "rate_ci_low": "DOUBLE",
        "rate_ci_high": "DOUBLE",
        "y_median": "DOUBLE",
        "y_q1": "DOUBLE",
        "y_q3": "DOUBLE",
    },
}

STATUSES = ("ok", "too_few", "separated", "constant", "failed", "descriptive")

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
class Findings:
    """What a method found."""

    estimates: tuple[Estimate, ...]
    curves: tuple[CurvePoint, ...] = ()
    quartiles: tuple[Quartile, ...] = ()


def row_of(record: Estimate | CurvePoint | Quartile) -> Row:
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
