"""Two quantities of each subject; groups, when there are any, by colour and by shape."""

import math
from collections.abc import Sequence

from python_stats.figures import style
from python_stats.figures.canvas import Canvas
from python_stats.figures.panel import Panel, Point
from python_stats.figures.plot import Frame, Plot, new_plot, on_scale, side_of
from python_stats.format import count, number_of

SHOWS = ("points",)
FEWEST_POINTS = 2
DENSE = 300
LEGEND_CHARACTERS = 64


def about(panel: Panel) -> str:
    return f"One point for each {_each(panel)} with both values."


def _each(panel: Panel) -> str:
    """Two assays are compared sample by sample, and a subject may have given several."""
    return "sample" if panel.method == "agreement" else "subject"


def can_draw(panel: Panel) -> bool:
    return len({(point.x, point.y) for point in panel.complete}) >= FEWEST_POINTS


def describe(panel: Panel) -> str:
    groups = "; ".join(f"{level}: n={count(len(points))}" for level, points in grouped(panel) if level)
    shown = f"{panel.y.text} against {panel.x.text}, {number_of(len(panel.complete), _each(panel))}"
    return ". ".join(filter(None, (shown, groups, panel.left_out, about(panel))))


def grouped(panel: Panel) -> list[tuple[str, list[Point]]]:
    """The points of each level in order; without levels, all points under an empty name."""
    levels = panel.levels or ("",)
    known = set(panel.levels)
    groups = [(level, [point for point in panel.complete if not known or point.group == level]) for level in levels]
    rest = [point for point in panel.complete if known and point.group not in known]
    return [(level, points) for level, points in [*groups, ("not evaluable", rest)] if points]


def draw(panel: Panel) -> Canvas:
    groups = grouped(panel)
    labels = [_label(level, points) for level, points in groups]
    rows = legend_rows(labels) if panel.levels else 0
    across, up = [point.x for point in panel.complete], [point.y for point in panel.complete]
    places = panel.x.placement(across), panel.y.placement(up)
    x_text, y_text = on_scale(panel.x.text, places[0]), on_scale(panel.y.text, places[1])
    frame = Frame(panel.statistic, x_text, y_text, panel.mark, above=style.LINE * rows + 3, note=panel.left_out)
    plot = new_plot(frame, side_of(across, places[0]), side_of(up, places[1]))
    for index, (level, points) in enumerate(groups):
        own = places[0].at([point.x for point in points]), places[1].at([point.y for point in points])
        _draw_group(plot, style.look(index, level), *own, n_all=len(across))
    if panel.levels:
        draw_legend(plot, [style.look(index, level) for index, (level, _) in enumerate(groups)], labels)
    return plot.canvas


def _label(level: str, points: list[Point]) -> str:
    return style.shorten(f"{level or 'all'} (n={count(len(points))})", 40, 1)


def _draw_group(plot: Plot, look: style.GroupLook, across: list[float], up: list[float], *, n_all: int) -> None:
    is_dense = n_all >= DENSE
    size, opacity = (2.0, 0.6) if is_dense else (3.6, 1.0)
    plot.canvas.marks(look.marker, plot.at(across, up), size, look.face, look.colour, 0.8, opacity)


def draw_legend(plot: Plot, looks: Sequence[style.GroupLook], labels: Sequence[str]) -> None:
    """Above the axes: a legend inside would hide subjects."""
    columns = _legend_columns(labels)
    wide = max(style.text_width(label, style.SMALL_TEXT_SIZE) for label in labels) + 20
    rows = legend_rows(labels)
    x = 6.0
    for index, (look, label) in enumerate(zip(looks, labels, strict=True)):
        row, column = divmod(index, columns)
        # One row: each as wide as it is. Several: in columns.
        x = (x if column else 6.0) if rows == 1 else 6.0 + column * wide
        y = plot.top - 8 - style.LINE * (rows - 1 - row)
        plot.canvas.marks(look.marker, [(x, y)], 3.6, look.face, look.colour)
        plot.canvas.words((x + 5, y), label, style.SMALL_TEXT_SIZE)
        x += style.text_width(label, style.SMALL_TEXT_SIZE) + 14


def legend_rows(labels: Sequence[str]) -> int:
    return math.ceil(len(labels) / _legend_columns(labels))


def _legend_columns(labels: Sequence[str]) -> int:
    """As many as fit side by side."""
    widths = [len(label) + 4 for label in labels]
    return len(labels) if sum(widths) <= LEGEND_CHARACTERS else max(1, LEGEND_CHARACTERS // max(widths))
