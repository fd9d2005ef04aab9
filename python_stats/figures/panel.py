"""What a figure is drawn from: plain frozen values, no table and no plotting library."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from python_stats.format import count, quantity


@dataclass(frozen=True)
class Placement:
    """Where values go on an axis: on a logarithmic one, `floor` is the lowest place and stands for zero."""

    is_log: bool
    floor: float = 0.0
    has_zero: bool = False

    def at(self, values: Sequence[float]) -> list[float]:
        return [max(value, self.floor) for value in values] if self.is_log else list(values)


@dataclass(frozen=True)
class Axis:
    """A quantity along one side of a figure. `scale` is that of the analysis: log2, log10 or identity."""

    label: str
    unit: str = ""
    scale: str = "identity"
    is_yes_no: bool = False

    @property
    def text(self) -> str:
        return quantity(self.label, self.unit)

    def placement(self, values: Sequence[float]) -> "Placement":
        """How these values lie on the axis. Negative ones keep it linear; zeros get a place of their own below."""
        positive = [value for value in values if value > 0]
        if self.scale not in ("log2", "log10") or not positive or min(values) < 0:
            return Placement(is_log=False)
        has_zero = min(values) == 0
        return Placement(is_log=True, floor=min(positive) / (3 if has_zero else 1), has_zero=has_zero)


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    group: str


@dataclass(frozen=True)
class CurvePoint:
    x: float
    probability: float
    low: float
    high: float


@dataclass(frozen=True)
class Quartile:
    """One quarter of the subjects by covariate: its cut points, its outcome rate, or its outcome's middle half."""

    number: int
    x_low: float
    x_high: float
    n: int
    n_events: int
    rate: float = math.nan
    rate_low: float = math.nan
    rate_high: float = math.nan
    median: float = math.nan
    q1: float = math.nan
    q3: float = math.nan


@dataclass(frozen=True)
class SurvivalStep:
    """One group at one time: how many were at risk, had the event or were last seen then, and the share without it."""

    level: str
    time: float
    n_at_risk: int
    n_events: int
    n_censored: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True)
class Contrast:
    """Two groups compared, with the P value that goes on the bracket between them."""

    first: str
    second: str
    p_value: float


@dataclass(frozen=True)
class Effect:
    """One coefficient of a model of several covariates; `is_penalised` is that of the second of the panel's `fits`."""

    label: str
    value: float
    low: float
    high: float
    is_penalised: bool = False
    is_control: bool = False


@dataclass(frozen=True)
class Weight:
    """One covariate in one component: its correlation with it."""

    label: str
    component: int
    loading: float


@dataclass(frozen=True)
class TreeNode:
    """A leaf, which has a covariate, or a merge of two nodes at a height."""

    node: int
    name: str
    label: str
    left: int
    right: int
    height: float
    position: float
    support: float


@dataclass(frozen=True)
class Direction:
    """Whether more of a covariate goes with more of an outcome (1) or less (-1), and how surely."""

    covariate: str
    outcome: str
    sign: float
    p_value: float


@dataclass(frozen=True)
class Needed:
    """How much a forest needs a covariate, its P, the range of its rank over seeds, and whether it matters at all."""

    label: str
    importance: float
    p_value: float
    sign: float
    rank_low: float
    rank_high: float
    decision: str = ""


@dataclass(frozen=True)
class PlanePoint:
    """How much two forests need one covariate."""

    label: str
    x: float
    y: float
    x_p: float
    y_p: float


@dataclass(frozen=True)
class Panel:
    """One result as it is drawn. `statistic` is printed above the axes; `mark` beneath, on every copy of the figure.

    `points` are those the analysis used; `n_left_out` counts those at or below zero that its scale had no place for.
    """

    name: str
    x: Axis
    y: Axis
    method: str = ""
    statistic: str = ""
    points: tuple[Point, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    quartiles: tuple[Quartile, ...] = ()
    survival: tuple[SurvivalStep, ...] = ()
    levels: tuple[str, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    effects: tuple[Effect, ...] = ()
    fits: tuple[str, str] = ("maximum likelihood", "Firth")
    weights: tuple[Weight, ...] = ()
    tree: tuple[TreeNode, ...] = ()
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)
    directions: tuple[Direction, ...] = ()
    needed: tuple[Needed, ...] = ()
    plane: tuple[PlanePoint, ...] = ()
    mark: str = ""
    n_left_out: int = 0

    @property
    def left_out(self) -> str:
        """How many points are not drawn; nothing where all are."""
        return f"{count(self.n_left_out)} at or below zero left out" if self.n_left_out else ""

    @property
    def complete(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if math.isfinite(point.x) and math.isfinite(point.y))

    def values_by_level(self) -> Iterator[tuple[str, list[float]]]:
        for level in self.levels:
            yield level, [point.x for point in self.points if point.group == level and math.isfinite(point.x)]
