"""What the figures of several covariates at once are drawn from: coefficients, components, trees and forests."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from python_stats.figures.kinds import Drawing, drawings, figure_files
from python_stats.figures.panel import Axis, Direction, Effect, Needed, Panel, PlanePoint, TreeNode, Weight
from python_stats.report.lines import Line
from python_stats.report.results import Result
from python_stats.report.tables import Record, Tables, by, records

Rows = Mapping[str, Sequence[Record]]

# The interval that is drawn is the profile one where there is one; Firth's or the robust one stands beside it.
PLAIN = (
    "odds_ratio_per_sd_profile",
    "odds_ratio_vs_reference_profile",
    "hazard_ratio_per_sd_profile",
    "hazard_ratio_vs_reference_profile",
    "slope_per_sd",
    "difference_from_reference",
)
BESIDE = (
    "odds_ratio_per_sd_firth",
    "odds_ratio_vs_reference_firth",
    "hazard_ratio_per_sd_firth",
    "hazard_ratio_vs_reference_firth",
    "slope_per_sd_hc3",
    "slope_per_sd_half_limit",
    "difference_from_reference_hc3",
    "difference_from_reference_half_limit",
)
# What stands along the axis: where all rows are of numbers, where all are of levels, and where some are of either.
SLOPES = (
    "Slope per SD, on the scale of the outcome",
    "Difference from the reference level",
    "Slope per SD, or level minus reference",
)
COEFFICIENTS = {
    "logistic_multivariable": (
        "Odds ratio per SD",
        "Odds ratio against the reference level",
        "Odds ratio per SD, or against reference",
    ),
    "cox": (
        "Hazard ratio per SD",
        "Hazard ratio against the reference level",
        "Hazard ratio per SD, or against reference",
    ),
    "linear_multivariable": SLOPES,
    "censored_linear": SLOPES,
}
FITS = {
    "logistic_multivariable": ("maximum likelihood", "Firth"),
    "cox": ("partial likelihood", "Firth"),
    "linear_multivariable": ("least squares", "HC3"),
    "censored_linear": ("censored likelihood", "half the limit"),
}


def model_panel(panel: Panel, result: Result, loadings: Rows, clusters: Rows, importances: Rows) -> Panel:
    """The panel with what its method has beside observations, curves and quartiles."""
    if result.method in COEFFICIENTS:
        return replace(panel, x=_along(result), effects=tuple(_effects(result)), fits=FITS[result.method])
    if result.method == "agreement":
        return replace(panel, effects=tuple(_agreed(result)))
    if result.method == "pca":
        weights = tuple(map(_weight, loadings.get(result.name, ())))
        first, second = (Axis(_component(result, place)) for place in (1, 2))
        return replace(panel, x=first, y=second, weights=weights)
    if result.method == "cluster_covariates":
        return _with_tree(panel, result, clusters.get(result.name, ()), importances)
    if result.method == "random_forest":
        return replace(panel, needed=tuple(map(_needed, importances.get(result.name, ()))))
    return panel


def planes(tables: Tables, mark: str) -> dict[str, list[Drawing]]:
    """The planes of two forests, by the figure of the paper."""
    found = by(records(tables, "report.rpt_importance_planes", ("figure", "covariate")), "figure")
    return {
        figure: drawings("importance_plane", plane_of(figure, rows, mark), f"Figure {figure}")
        for figure, rows in found.items()
    }


def plane_files(tables: Tables, mark: str, dots_per_inch: int) -> dict[str, bytes]:
    """The same planes as files by name."""
    found = by(records(tables, "report.rpt_importance_planes", ("figure", "covariate")), "figure")
    files: dict[str, bytes] = {}
    for figure, rows in found.items():
        panel = plane_of(figure, rows, mark)
        files |= figure_files("importance_plane", panel, f"Figure {figure}", dots_per_inch)
    return files


def plane_of(figure: str, rows: Sequence[Record], mark: str) -> Panel:
    points = (
        PlanePoint(
            row.text("covariate_label"),
            *(row.number_or_nan(column) for column in ("x_importance", "y_importance", "x_p_value", "y_p_value")),
        )
        for row in rows
    )
    there = tuple(point for point in points if math.isfinite(point.x) and math.isfinite(point.y))
    x, y = (Axis(rows[0].text(f"{side}_outcome_label")) for side in "xy")
    return Panel(f"fig{figure.lower()}_plane", x, y, "Importance in two forests", plane=there, mark=mark)


def _agreed(result: Result) -> Iterator[Effect]:
    """Bias and limits of agreement, by the names that their rows have."""
    for line in result.lines:
        if line.estimate is not None:
            low, high = (math.nan if end is None else end for end in (line.ci_low, line.ci_high))
            yield Effect(line.raw_name, line.estimate, low, high)


def _along(result: Result) -> Axis:
    """The axis of the coefficients, true for every row that is drawn."""
    drawn = [line.raw_name for line in result.lines if _is_drawn(line)]
    of_levels = ["_reference" in name for name in drawn]
    kind = 0 if not any(of_levels) else 1 if all(of_levels) else 2
    scale = "identity" if COEFFICIENTS[result.method] is SLOPES else "log2"
    return Axis(COEFFICIENTS[result.method][kind], scale=scale)


def _is_drawn(line: Line) -> bool:
    return line.raw_name in (*PLAIN, *BESIDE) and line.estimate is not None


def _effects(result: Result) -> Iterator[Effect]:
    primary = {line.raw_term for line in result.lines if line.is_primary}
    for line in result.lines:
        if _is_drawn(line):
            yield _effect(line, line.raw_name in BESIDE, line.raw_term not in primary)


def _effect(line: Line, is_beside: bool, is_control: bool) -> Effect:
    low, high = (math.nan if end is None else end for end in (line.ci_low, line.ci_high))
    return Effect(line.term, line.estimate or 0.0, low, high, is_beside, is_control)


def _component(result: Result, place: int) -> str:
    shares = {line.raw_term: line.estimate for line in result.lines}
    share = shares.get(f"PC{place}")
    return f"PC{place}" + (f" ({100 * share:.0f}% of the variance)" if share is not None else "")


def _weight(row: Record) -> Weight:
    return Weight(row.text("covariate_label"), row.whole("component") or 0, row.number_or_nan("loading"))


def _with_tree(panel: Panel, result: Result, rows: Sequence[Record], importances: Rows) -> Panel:
    return replace(
        panel,
        tree=tuple(map(_node, rows)),
        correlations=result.correlations,
        directions=tuple(_direction(row) for forest in importances.values() for row in forest),
    )


def _node(row: Record) -> TreeNode:
    return TreeNode(
        row.whole("node") or 0,
        row.text("covariate"),
        row.text("covariate_label"),
        row.whole("left_node") or 0,
        row.whole("right_node") or 0,
        *(row.number_or_nan(column) for column in ("height", "position", "support")),
    )


def _direction(row: Record) -> Direction:
    sign = row.number("direction") or 0.0
    return Direction(row.text("covariate"), row.text("outcome_label"), sign, row.number_or_nan("direction_p_value"))


def _needed(row: Record) -> Needed:
    columns = ("importance", "p_value", "direction", "rank_low", "rank_high")
    importance, p_value, sign, low, high = (row.number_or_nan(column) for column in columns)
    return Needed(row.text("covariate_label"), importance, p_value, sign, low, high, row.text("decision"))
