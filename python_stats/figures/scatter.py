"""Two quantities of each subject; groups, when there are any, by colour and by shape."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from python_stats.figures import style
from python_stats.figures.panel import Panel, Point
from python_stats.format import count

ABOUT = "One point for each subject with both values."
FEWEST_POINTS = 2
DENSE = 300
LEGEND_CHARACTERS = 62


def can_draw(panel: Panel) -> bool:
    return len({(point.x, point.y) for point in panel.complete}) >= FEWEST_POINTS


def describe(panel: Panel) -> str:
    groups = "; ".join(f"{level}: n={count(len(points))}" for level, points in grouped(panel) if level)
    return f"{panel.y.text} against {panel.x.text}, {count(len(panel.complete))} subjects. {groups}. {ABOUT}".replace(
        ". . ", ". "
    )


def grouped(panel: Panel) -> list[tuple[str, list[Point]]]:
    """The points of each level in order; without levels, all points under an empty name."""
    levels = panel.levels or ("",)
    known = set(panel.levels)
    groups = [(level, [point for point in panel.complete if not known or point.group == level]) for level in levels]
    rest = [point for point in panel.complete if known and point.group not in known]
    return [(level, points) for level, points in [*groups, ("not evaluable", rest)] if points]


def draw(panel: Panel) -> Figure:
    groups = grouped(panel)
    labels = [_label(level, points) for level, points in groups]
    columns = _legend_columns(labels)
    rows = math.ceil(len(labels) / columns) if panel.levels else 0
    frame = style.Frame(panel.statistic, panel.x.text, panel.y.text, panel.mark, above=style.LINE * rows)
    figure, axes = style.new_axes(frame)
    across, up = [point.x for point in panel.complete], [point.y for point in panel.complete]
    places = panel.x.placement(across), panel.y.placement(up)
    for index, (level, points) in enumerate(groups):
        own = places[0].at([point.x for point in points]), places[1].at([point.y for point in points])
        _draw_group(axes, style.look(index, level), *own, label=labels[index], n_all=len(across))
    style.scale_axis(axes, "x", across, places[0])
    style.scale_axis(axes, "y", up, places[1])
    if panel.levels:
        _draw_legend(axes, columns)
    return figure


def _label(level: str, points: list[Point]) -> str:
    """A leading underscore would hide the entry: the plotting library takes it for a private name."""
    return style.shorten(f"{level.lstrip('_') or 'all'} (n={count(len(points))})", 40, 1)


def _draw_group(
    axes: Axes, look: style.GroupLook, across: list[float], up: list[float], *, label: str, n_all: int
) -> None:
    axes.scatter(
        across,
        up,
        s=13 if n_all < DENSE else 4,
        marker=look.marker,
        facecolors=look.face,
        edgecolors=look.colour,
        linewidths=0.8,
        alpha=1.0 if n_all < DENSE else 0.6,
        label=label,
        rasterized=n_all > style.MAXIMUM_VECTOR_POINTS,
        zorder=2,
    )


def _draw_legend(axes: Axes, columns: int) -> None:
    """Above the axes: a legend inside would hide subjects."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-(style.LEFT - 0.02) / (style.WIDTH - style.LEFT - style.RIGHT), 1.0),
        ncols=columns,
        frameon=False,
        fontsize=style.SMALL_TEXT_SIZE,
        handletextpad=0.1,
        columnspacing=0.8,
        borderaxespad=0.1,
        labelcolor=style.INK,
    )


def _legend_columns(labels: list[str]) -> int:
    """As many as fit side by side."""
    widths = [len(label) + 4 for label in labels]
    return len(labels) if sum(widths) <= LEGEND_CHARACTERS else max(1, LEGEND_CHARACTERS // max(widths))
