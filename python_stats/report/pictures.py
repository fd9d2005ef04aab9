"""The figures of each result: its observations, curve and quartiles as panels, and the panels as inline SVG."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from python_stats.contract.registry import names_of
from python_stats.figures.kinds import Drawing, drawings, figure_files
from python_stats.figures.panel import Axis, Contrast, CurvePoint, Panel, Point, Quartile, SurvivalStep
from python_stats.report.models import model_panel
from python_stats.report.quantities import Quantity
from python_stats.report.results import Result
from python_stats.report.tables import Record, Tables, by, records
from python_stats.report.words import level_name

GROUPED = names_of(lambda method: method.has_groups)
DRAWN = ("ok", "descriptive", "separated")


@dataclass(frozen=True)
class Parts:
    """The rows of each part by analysis."""

    observations: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    curves: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    quartiles: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    survival: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    loadings: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    clusters: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    importances: Mapping[str, Sequence[Record]] = field(default_factory=dict)


def load_parts(tables: Tables) -> Parts:
    return Parts(
        by(records(tables, "report.rpt_observations", ("analysis", "subject_id")), "analysis"),
        by(records(tables, "report.rpt_curves", ("analysis", "x")), "analysis"),
        by(records(tables, "report.rpt_quartiles", ("analysis", "quartile")), "analysis"),
        by(records(tables, "report.rpt_survival_curves", ("analysis", "group_label", "time")), "analysis"),
        by(records(tables, "report.rpt_loadings", ("analysis", "covariate", "component")), "analysis"),
        by(records(tables, "report.rpt_clusters", ("analysis", "node")), "analysis"),
        by(records(tables, "report.rpt_importances", ("analysis", "covariate")), "analysis"),
    )


def draw(result: Result, parts: Parts, mark: str) -> list[Drawing]:
    """Every figure the result can fill; none when nothing could be estimated: the page says why in words."""
    if result.status not in DRAWN:
        return []
    return drawings(result.method, panel_of(result, parts, mark), _title(result))


def pictures(result: Result, parts: Parts, mark: str, dots_per_inch: int = 300) -> dict[str, bytes]:
    """The same figures as files by name."""
    if result.status not in DRAWN:
        return {}
    return figure_files(result.method, panel_of(result, parts, mark), _title(result), dots_per_inch)


def _title(result: Result) -> str:
    return f"{f'Figure {result.figure}: ' if result.figure else ''}{result.question}"


def panel_of(result: Result, parts: Parts, mark: str) -> Panel:
    points = tuple(_point(row, result.group) for row in parts.observations.get(result.name, ()))
    used = tuple(point for point in points if not _is_left_out(result, point))
    panel = Panel(
        name=result.name,
        x=_axis(result.covariate),
        y=_axis(result.outcome),
        method=result.method,
        statistic=result.statistic,
        points=used,
        curve=tuple(map(_curve_point, parts.curves.get(result.name, ()))),
        quartiles=tuple(map(_quartile, parts.quartiles.get(result.name, ()))),
        survival=tuple(_survival_step(row, result.group) for row in parts.survival.get(result.name, ())),
        levels=_levels(result, points),
        contrasts=tuple(_contrasts(result)),
        mark=mark,
        n_left_out=len(points) - len(used),
    )
    return model_panel(panel, result, parts.loadings, parts.clusters, parts.importances)


def _is_left_out(result: Result, point: Point) -> bool:
    """Whether the analysis takes logarithms, and a value of a subject with both has none."""
    logged = {"logistic": (point.x,), "agreement": (point.x, point.y)}.get(result.method, ())
    is_complete = math.isfinite(point.x) and math.isfinite(point.y)
    return result.scale != "identity" and is_complete and any(value <= 0 for value in logged)


def _levels(result: Result, points: Sequence[Point]) -> tuple[str, ...]:
    """The groups compared, in the order of the header; a description shows those that occur."""
    if result.method not in GROUPED:
        return ()
    known = [level_name(level, result.group) for level in result.levels]
    if result.method not in ("describe", "pca"):
        return tuple(known)
    found = {point.group for point in points if point.group}
    return (*(level for level in known if level in found), *sorted(found - set(known), key=_level_order))


def _level_order(level: str) -> tuple[bool, str]:
    """Yes before no."""
    return level == "no" or level.startswith("no "), level


def _contrasts(result: Result) -> list[Contrast]:
    """Pairs are looked up by name, not cut apart: a level may hold the word between them."""
    pairs = {f"{first} vs {second}": (first, second) for first, second in combinations(result.levels, 2)}
    tested = [line for line in result.lines if line.raw_term in pairs]
    return [_contrast(pairs[line.raw_term], line.p_value, result.group) for line in tested if line.p_value is not None]


def _contrast(pair: tuple[str, str], p_value: float, group: str) -> Contrast:
    return Contrast(level_name(pair[0], group), level_name(pair[1], group), p_value)


def _axis(quantity: Quantity) -> Axis:
    return Axis(quantity.label, quantity.unit, quantity.scale, quantity.is_yes_no)


def _point(row: Record, group: str) -> Point:
    return Point(row.number_or_nan("x"), row.number_or_nan("y"), level_name(row.text("group_label"), group))


def _curve_point(row: Record) -> CurvePoint:
    return CurvePoint(*(row.number_or_nan(column) for column in ("x", "probability", "ci_low", "ci_high")))


def _survival_step(row: Record, group: str) -> SurvivalStep:
    return SurvivalStep(
        level_name(row.text("group_label"), group),
        row.number_or_nan("time"),
        *(row.whole(column) or 0 for column in ("n_at_risk", "n_events", "n_censored")),
        *(row.number_or_nan(column) for column in ("survival", "ci_low", "ci_high")),
    )


def _quartile(row: Record) -> Quartile:
    return Quartile(
        row.whole("quartile") or 0,
        row.number_or_nan("x_low"),
        row.number_or_nan("x_high"),
        row.whole("n") or 0,
        row.whole("n_events") or 0,
        *(row.number_or_nan(column) for column in ("rate", "rate_ci_low", "rate_ci_high", "y_median", "y_q1", "y_q3")),
    )
