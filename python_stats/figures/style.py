"""One look for every figure: sizes, colours that colour-blind readers tell apart, and shapes that survive grey print.

Colours are those of Okabe and Ito (2008). Fixed margins, so that axes line up from figure to figure.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from python_stats.figures.panel import Placement
from python_stats.format import short_number

# In inches: the axes are always the same size, and what stands above them makes the figure taller.
WIDTH, AXES_HEIGHT = 3.6, 1.85
LEFT, RIGHT, TOP = 0.78, 0.2, 0.08
LINE = 0.15
TEXT_SIZE, SMALL_TEXT_SIZE = 8.0, 7.0
FEWEST_TICKS, MOST_TICKS = 2, 7
MAXIMUM_VECTOR_POINTS = 1500

INK, MUTED, RULE, PAPER, SOFT = "#1b1b1d", "#63636a", "#d9d9dd", "#fffffe", "#c9dcea"
BLUE, ORANGE, VERMILION, GREEN, PURPLE, SKY = "#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"

Numbers = Sequence[float]

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cartwheel",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT_SIZE,
    "path.simplify": True,
}


@dataclass(frozen=True)
class GroupLook:
    colour: str
    marker: str
    is_filled: bool

    @property
    def face(self) -> str:
        return self.colour if self.is_filled else PAPER


LOOKS = (
    GroupLook(BLUE, "o", True),
    GroupLook(ORANGE, "^", True),
    GroupLook(VERMILION, "s", False),
    GroupLook(GREEN, "D", True),
    GroupLook(PURPLE, "v", False),
    GroupLook(SKY, "P", True),
)


NOT_EVALUABLE = GroupLook(MUTED, "D", False)


def look(index: int, level: str = "") -> GroupLook:
    """No looks like nonresponse, wherever it stands in a list."""
    if level == "not evaluable":
        return NOT_EVALUABLE
    return LOOKS[2] if f"{level} ".startswith("no ") else LOOKS[index % len(LOOKS)]


@dataclass(frozen=True)
class Frame:
    """What stands around the axes: the statistic on top, both names, the mark in the corner.

    `above` is what the figure needs between the axes and the statistic, in inches; `lines_below` how many lines of tick
    labels there are.
    """

    statistic: str
    x_text: str
    y_text: str
    mark: str = ""
    above: float = 0.0
    lines_below: int = 1


def new_axes(frame: Frame) -> tuple[Figure, Axes]:
    """A figure of the house size with everything around its axes."""
    statistic, x_text = shorten(frame.statistic, 56, 2), shorten(frame.x_text, 44, 2)
    head = frame.above + (LINE * _lines(statistic) + 0.06 if statistic else 0.0)
    ticks = 0.09 + LINE * frame.lines_below
    bottom = ticks + 0.14 * _lines(x_text) + (0.16 if frame.mark else 0.04)
    height = bottom + AXES_HEIGHT + head + TOP
    figure = Figure(figsize=(WIDTH, height))
    figure.subplots_adjust(LEFT / WIDTH, bottom / height, 1 - RIGHT / WIDTH, (bottom + AXES_HEIGHT) / height)
    figure.text(0.05 / WIDTH, 1 - 0.04 / height, statistic, color=INK, size=TEXT_SIZE, va="top")
    figure.text(1 - RIGHT / WIDTH, 0.03 / height, frame.mark, color=MUTED, size=6.0, ha="right", va="bottom")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(MUTED)
    axes.tick_params(labelcolor=INK, length=3, width=0.8, color=MUTED)
    axes.set_xlabel(x_text, color=INK, size=TEXT_SIZE, va="top")
    axes.set_ylabel(shorten(frame.y_text, 28, 2), color=INK, size=TEXT_SIZE, va="top")
    # Names at fixed places, so that wide tick labels never push them off the figure.
    axes.xaxis.set_label_coords(0.5, -ticks / AXES_HEIGHT)
    axes.yaxis.set_label_coords(-(LEFT - 0.03) / (WIDTH - LEFT - RIGHT), 0.5)
    return figure, axes


def _lines(text: str) -> int:
    return text.count("\n") + 1


def scale_axis(axes: Axes, side: str, values: Numbers, place: Placement) -> None:
    """Limits a little wider than the values, and few plain ticks: 0.1, 1, 10, never 10 to a power."""
    axis = axes.xaxis if side == "x" else axes.yaxis
    set_limits = axes.set_xlim if side == "x" else axes.set_ylim
    low, high = widened(place.at(values), place.is_log)
    if place.is_log:
        (axes.set_xscale if side == "x" else axes.set_yscale)("log")
        axis.set_minor_formatter(NullFormatter())
        ticks = log_ticks(place.floor * 2 if place.has_zero else low, high)
        labels = [short_number(tick) for tick in ticks]
        zero = ([place.floor], ["0"]) if place.has_zero else ([], [])
        axis.set_ticks([*zero[0], *ticks], labels=[*zero[1], *labels])
        axis.set_ticks([], minor=True)
    else:
        plain_ticks(axis)
    set_limits(low, high)


def plain_ticks(axis: Axis) -> None:
    axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))


def error_bars(axes: Axes, places: Numbers, middles: Numbers, below: Numbers, above: Numbers) -> None:
    """Whiskers from the middles; a side which does not exist has none."""
    reach = [[size if size > 0 else 0.0 for size in side] for side in (below, above)]
    axes.errorbar(places, middles, reach, fmt="none", ecolor=INK, elinewidth=1.0, capsize=3.0, capthick=1.0, zorder=3)


def widened(values: Numbers, is_log: bool, by: float = 0.04) -> tuple[float, float]:
    """The range of the values and a margin on both sides; a single value gets room around it."""
    low, high = min(values), max(values)
    if is_log:
        inner = widened([math.log(low), math.log(high)], False, by)
        return math.exp(inner[0]), math.exp(inner[1])
    margin = (high - low) * by or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers between the limits: 1-2-5 steps when they fit, else decades, else every second decade."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        inside = [tick for tick in ticks if low <= tick <= high]
        if FEWEST_TICKS <= len(inside) <= MOST_TICKS:
            return inside
    if len(inside) < FEWEST_TICKS:
        return [float(f"{low * (high / low) ** share:.2g}") for share in (0.1, 0.5, 0.9)]
    return inside[:: math.ceil(len(inside) / MOST_TICKS)]


def shorten(text: str, width: int, lines: int) -> str:
    """The text in a few lines, cut with an ellipsis: the page tells it whole."""
    wrapped = textwrap.wrap(" ".join(text.split()), width, max_lines=lines, placeholder="…")
    return "\n".join(wrapped)


def spread(values: Numbers, width: float, is_log: bool, bins: int = 36) -> list[float]:
    """Sideways offsets which keep points of similar value apart, the same on every run: no random jitter."""
    heights = [math.log(value) for value in values] if is_log else list(values)
    if not heights:
        return []
    low, step = min(heights), (max(heights) - min(heights)) / bins or 1.0
    offsets, filled = [0.0] * len(heights), dict[int, list[int]]()
    for index in sorted(range(len(heights)), key=lambda place: (heights[place], place)):
        filled.setdefault(int((heights[index] - low) / step), []).append(index)
    gap = min(0.075, 2 * width / max(len(indices) for indices in filled.values()))
    for indices in filled.values():
        for rank, index in enumerate(indices):
            offsets[index] = gap * ((rank + 1) // 2) * (-1 if rank % 2 else 1)
    return offsets
