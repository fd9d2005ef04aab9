"""A quantity by group: middle half and median, every subject as a point, and a bracket over each tested pair."""

import math

from python_stats.figures import style
from python_stats.figures.canvas import INK, Canvas, box
from python_stats.figures.panel import Contrast, Panel, Placement
from python_stats.figures.plot import Frame, Plot, Side, new_plot, on_scale, side_of
from python_stats.format import count, number, p_value

SHOWS = ("points", "contrasts")
ABOUT = (
    "Box: median and quartiles; whiskers: furthest value within 1.5 interquartile ranges; one point for each subject."
)
BOX_WIDTH, POINT_WIDTH = 0.56, 0.36
DENSE = 300
FEWEST_FOR_BOX = 5
WITHOUT_BOX = f" A group of fewer than {FEWEST_FOR_BOX} has its median alone."
BRACKET = 14.4


def about(panel: Panel) -> str:
    is_short = any(0 < len(values) < FEWEST_FOR_BOX for _, values in panel.values_by_level())
    return ABOUT + (WITHOUT_BOX if is_short else "")


def can_draw(panel: Panel) -> bool:
    groups = [values for _, values in panel.values_by_level() if values]
    return bool(groups) and sum(map(len, groups)) > 1


def describe(panel: Panel) -> str:
    medians = "; ".join(
        f"{level}: n={count(len(values))}, median {number(quantile(values, 0.5))}" if values else f"{level}: nobody"
        for level, values in panel.values_by_level()
    )
    return f"Box plot of {panel.x.text} by {panel.y.label}. {medians}. {about(panel)}"


def draw(panel: Panel) -> Canvas:
    groups, hung = list(panel.values_by_level()), brackets(panel)
    width = 54 // max(1, len(groups))
    labels = [f"{style.shorten(level, width, 2)}\nn={count(len(values))}" for level, values in groups]
    lines = max(label.count("\n") for label in labels) + 1
    everything = [value for _, values in groups for value in values]
    place = panel.x.placement(everything)
    across = Side(-0.6, len(groups) - 0.4, (), tick_size=style.SMALL_TEXT_SIZE)
    frame = Frame(panel.statistic, panel.y.text, on_scale(panel.x.text, place), panel.mark, BRACKET * len(hung), lines)
    plot = new_plot(frame, across, side_of(everything, place))
    for position, (_, values) in enumerate(groups):
        name = (plot.x(position), plot.bottom + 5)
        plot.canvas.words(name, labels[position], style.SMALL_TEXT_SIZE, align="middle", level="top")
        if values:
            _draw_points(plot, position, place.at(values), n_all=len(everything))
            _draw_box(plot, position, values, place)
    for row, (left, right, p) in enumerate(hung):
        _draw_bracket(plot, left, right, plot.top - 4 - BRACKET * row, f"P{p_value(p)}")
    return plot.canvas


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


def _draw_points(plot: Plot, position: int, values: list[float], *, n_all: int) -> None:
    look = style.look(position)
    offsets = style.spread(values, POINT_WIDTH, plot.up.is_log)
    places = plot.at([position + offset for offset in offsets], values)
    plot.canvas.marks(look.marker, places, 3.3 if n_all < DENSE else 2.2, look.face, look.colour, 0.7)


def _draw_box(plot: Plot, position: int, values: list[float], place: Placement) -> None:
    quartiles = [quantile(values, share) for share in (0.25, 0.5, 0.75)]
    q1, median, q3, low, high = map(plot.y, place.at([*quartiles, *whiskers(values)]))
    left, right = plot.x(position - BOX_WIDTH / 2), plot.x(position + BOX_WIDTH / 2)
    if len(values) >= FEWEST_FOR_BOX:
        middle = plot.x(position)
        plot.canvas.areas([box(left, q3, right, q1)], "", INK)
        plot.canvas.lines([[(middle, low), (middle, q1)], [(middle, q3), (middle, high)]], INK)
    plot.canvas.lines([[(left, median), (right, median)]], INK, 2.0)


def brackets(panel: Panel) -> list[tuple[int, int, float]]:
    """From which group to which, with the P value; the narrowest bracket first, so that it hangs lowest."""
    drawn = [contrast for contrast in panel.contrasts if {contrast.first, contrast.second} <= set(panel.levels)]
    return sorted(((*_span(panel, contrast), contrast.p_value) for contrast in drawn), key=_breadth)


def _draw_bracket(plot: Plot, left: int, right: int, height: float, text: str) -> None:
    from_x, to_x = plot.x(left + 0.04), plot.x(right - 0.04)
    plot.canvas.lines([[(from_x, height + 3), (from_x, height), (to_x, height), (to_x, height + 3)]], INK)
    place = ((from_x + to_x) / 2, height - 1)
    plot.canvas.words(place, text, style.SMALL_TEXT_SIZE, align="middle", level="bottom")


def _span(panel: Panel, contrast: Contrast) -> tuple[int, int]:
    left, right = sorted((panel.levels.index(contrast.first), panel.levels.index(contrast.second)))
    return left, right


def _breadth(bracket: tuple[int, int, float]) -> tuple[int, int]:
    return bracket[1] - bracket[0], bracket[0]
