"""What a figure is drawn from: plain frozen values, no table and no plotting library."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from python_stats.format import quantity


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
class Contrast:
    """Two groups compared, with the P value that goes on the bracket between them."""

    first: str
    second: str
    p_value: float


@dataclass(frozen=True)
class Panel:
    """One result as it is drawn. `statistic` is printed above the axes; `mark` beneath, on every copy of the figure."""

    name: str
    x: Axis
    y: Axis
    statistic: str = ""
    points: tuple[Point, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    quartiles: tuple[Quartile, ...] = ()
    levels: tuple[str, ...] = ()
    contrasts: tuple[Contrast, ...] = field(default=())
    mark: str = ""

    @property
    def complete(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if math.isfinite(point.x) and math.isfinite(point.y))

    def values_by_level(self) -> Iterator[tuple[str, list[float]]]:
        for level in self.levels:
            yield level, [point.x for point in self.points if point.group == level and math.isfinite(point.x)]
