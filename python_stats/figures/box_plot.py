"""A quantity by group: middle half and median, every subject as a point, and a bracket over each tested pair."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from python_stats.figures import style
from python_stats.figures.panel import Contrast, Panel, Placement
from python_stats.format import count, number, p_value

ABOUT = (
    "Box: median and quartiles; whiskers: furthest value within 1.5 interquartile ranges; one point for each subject."
)
BOX_WIDTH, POINT_WIDTH = 0.56, 0.36
DENSE = 300
FEWEST_FOR_BOX = 5
BRACKET = 0.2


def can_draw(panel: Panel) -> bool:
    groups = [values for _, values in panel.values_by_level() if values]
    return bool(groups) and sum(map(len, groups)) > 1


def describe(panel: Panel) -> str:
    medians = "; ".join(
        f"{level}: n={count(len(values))}, median {number(quantile(values, 0.5))}" if values else f"{level}: nobody"
        for level, values in panel.values_by_level()
    )
    return f"Box plot of {panel.x.text} by {panel.y.label}. {medians}. {ABOUT}"


def draw(panel: Panel) -> Figure:
    groups, hung = list(panel.values_by_level()), brackets(panel)
    width = 54 // max(1, len(groups))
    labels = [f"{style.shorten(level, width, 2)}\nn={count(len(values))}" for level, values in groups]
    lines = max(label.count("\n") for label in labels) + 1
    above = BRACKET * len(hung)
    figure, axes = style.new_axes(
        style.Frame(panel.statistic, panel.y.text, panel.x.text, panel.mark, above=above, lines_below=lines)
    )
    everything = [value for _, values in groups for value in values]
    place = panel.x.placement(everything)
    for position, (_, values) in enumerate(groups):
        if values:
            _draw_points(axes, position, place.at(values), is_log=place.is_log, n_all=len(everything))
            _draw_box(axes, position, values, place)
    style.scale_axis(axes, "y", everything, place)
    for row, (left, right, p) in enumerate(hung):
        _draw_bracket(axes, left, right, 1 + (0.06 + BRACKET * row) / style.AXES_HEIGHT, f"P{p_value(p)}")
    axes.set_xlim(-0.6, len(groups) - 0.4)
    axes.set_xticks(range(len(groups)), labels, size=style.SMALL_TEXT_SIZE)
    return figure


def quantile(values: list[float], share: float) -> float:
    """Type 7, as everywhere in the house. A plain copy: drawing needs no statistics library."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def whiskers(values: list[float]) -> tuple[float, float]:
    q1, q3 = quantile(values, 0.25), quantile(values, 0.75)
    reach = 1.5 * (q3 - q1)
    inside = [value for value in values if q1 - reach <= value <= q3 + reach]
    return min([q1, *inside]), max([q3, *inside])


def _draw_points(axes: Axes, position: int, values: list[float], *, is_log: bool, n_all: int) -> None:
    look = style.look(position)
    offsets = style.spread(values, POINT_WIDTH, is_log)
    axes.scatter(
        [position + offset for offset in offsets],
        values,
        s=11 if n_all < DENSE else 5,
        marker=look.marker,
        facecolors=look.face,
        edgecolors=look.colour,
        linewidths=0.7,
        rasterized=n_all > style.MAXIMUM_VECTOR_POINTS,
        zorder=2,
    )


def _draw_box(axes: Axes, position: int, values: list[float], place: Placement) -> None:
    quartiles = [quantile(values, share) for share in (0.25, 0.5, 0.75)]
    q1, median, q3, low, high = place.at([*quartiles, *whiskers(values)])
    left, right = position - BOX_WIDTH / 2, position + BOX_WIDTH / 2
    axes.plot([left, right], [median, median], linewidth=2.0, color=style.INK, solid_capstyle="butt", zorder=3)
    if len(values) < FEWEST_FOR_BOX:
        return
    axes.plot([left, right, right, left, left], [q1, q1, q3, q3, q1], linewidth=0.8, color=style.INK, zorder=3)
    for ends in ([low, q1], [q3, high]):
        axes.plot([position, position], ends, linewidth=0.8, color=style.INK, zorder=3)


def brackets(panel: Panel) -> list[tuple[int, int, float]]:
    """From which group to which, with the P value; the narrowest bracket first, so that it hangs lowest."""
    drawn = [contrast for contrast in panel.contrasts if {contrast.first, contrast.second} <= set(panel.levels)]
    return sorted(((*_span(panel, contrast), contrast.p_value) for contrast in drawn), key=_breadth)


def _draw_bracket(axes: Axes, left: float, right: float, height: float, text: str) -> None:
    above = axes.get_xaxis_transform()
    heights = [height - 0.02, height, height, height - 0.02]
    edges = [left + 0.04, left + 0.04, right - 0.04, right - 0.04]
    axes.plot(edges, heights, color=style.INK, linewidth=0.8, transform=above, clip_on=False)
    place = ((left + right) / 2, height + 0.005)
    axes.text(*place, text, ha="center", va="bottom", size=style.SMALL_TEXT_SIZE, color=style.INK, transform=above)


def _span(panel: Panel, contrast: Contrast) -> tuple[int, int]:
    left, right = sorted((panel.levels.index(contrast.first), panel.levels.index(contrast.second)))
    return left, right


def _breadth(bracket: tuple[int, int, float]) -> tuple[int, int]:
    return bracket[1] - bracket[0], bracket[0]
