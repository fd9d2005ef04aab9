"""Axes on a canvas: a quantity along each of two sides, with few plain ticks and everything that stands around them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, Canvas, Place
from python_stats.figures.panel import Placement
from python_stats.format import short_number

Tick = tuple[float, str]
TICK = 3.0
# Labels closer than this, in points, read as one number.
APART = 4.0


@dataclass(frozen=True)
class Side:
    """What lies along one side: its limits and ticks."""

    low: float
    high: float
    ticks: tuple[Tick, ...]
    is_log: bool = False
    tick_size: float = style.TEXT_SIZE

    def share(self, value: float) -> float:
        """How far along the side a value lies, from 0 to 1."""
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Frame:
    """What stands around the axes: the statistic on top, both names, the mark in the corner.

    `above` is what the figure needs between the axes and the statistic, in points; `lines_below` how many lines of tick
    labels there are; `note` stands in the other corner.
    """

    statistic: str
    x_text: str
    y_text: str
    mark: str = ""
    above: float = 0.0
    lines_below: int = 1
    note: str = ""


@dataclass(frozen=True)
class Plot:
    """A canvas with axes on it, and where a pair of values lies."""

    canvas: Canvas
    across: Side
    up: Side
    top: float

    def x(self, value: float) -> float:
        return style.LEFT + self.across.share(value) * (style.WIDTH - style.LEFT - style.RIGHT)

    def y(self, value: float) -> float:
        return self.top + (1 - self.up.share(value)) * style.AXES_HEIGHT

    def at(self, across: Sequence[float], up: Sequence[float]) -> list[Place]:
        return [(self.x(x), self.y(y)) for x, y in zip(across, up, strict=True)]

    @property
    def bottom(self) -> float:
        return self.top + style.AXES_HEIGHT

    def whiskers(self, places: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> None:
        """Vertical intervals with caps."""
        for place, low, high in zip(places, lows, highs, strict=True):
            x, below, above = self.x(place), self.y(low), self.y(high)
            caps = [[(x - 3, end), (x + 3, end)] for end in (below, above)]
            self.canvas.lines([[(x, below), (x, above)], *caps], INK, 1.0)


def side_of(values: Sequence[float], place: Placement, by: float = 0.04) -> Side:
    """Limits a little wider than the values, and few plain ticks: 0.1, 1, 10, never 10 to a power."""
    low, high = style.widened(place.at(values), place.is_log, by)
    if not place.is_log:
        return linear_side(low, high)
    ticks = style.log_ticks(place.floor * 2 if place.has_zero else low, high)
    zero = ((place.floor, "0"),) if place.has_zero else ()
    return Side(low, high, (*zero, *((tick, short_number(tick)) for tick in ticks)), is_log=True)


def on_scale(text: str, place: Placement) -> str:
    """The name of a side, which says so where its steps are unequal."""
    return f"{text}, log scale" if place.is_log else text


def linear_side(low: float, high: float) -> Side:
    return Side(low, high, tuple((tick, short_number(tick)) for tick in style.plain_ticks(low, high)))


SHARES = Side(0, 105, tuple((share, f"{share}%") for share in (0, 25, 50, 75, 100)))


def new_plot(frame: Frame, across: Side, up: Side) -> Plot:
    """A figure of the house size with everything around its axes."""
    statistic, x_text = style.shorten(frame.statistic, 56, 2), style.shorten(frame.x_text, 44, 3)
    head = frame.above + (style.LINE * _lines(statistic) + 4 if statistic else 0.0)
    ticks = 6 + style.LINE * frame.lines_below
    bottom = ticks + 10 * _lines(x_text) + (11.5 if frame.mark or frame.note else 3)
    top = head + style.TOP
    canvas = Canvas(style.WIDTH, top + style.AXES_HEIGHT + bottom)
    plot = Plot(canvas, across, up, top)
    _axes(plot)
    canvas.words((3.5, 3), statistic, style.TEXT_SIZE, level="top")
    corner(canvas, frame.mark)
    canvas.words((3.5, canvas.height - 2), frame.note, style.MARK_SIZE, colour=MUTED, level="bottom")
    middle = (style.LEFT + style.WIDTH - style.RIGHT) / 2
    canvas.words((middle, plot.bottom + ticks), x_text, style.TEXT_SIZE, align="middle", level="top")
    y_text = style.shorten(frame.y_text, 32, 2)
    canvas.words((3, top + style.AXES_HEIGHT / 2), y_text, style.TEXT_SIZE, align="middle", level="top", rotation=-90)
    return plot


def corner(canvas: Canvas, mark: str) -> None:
    """What every copy of a figure says of its data, in the corner."""
    place = (canvas.width - style.RIGHT, canvas.height - 2)
    canvas.words(place, mark, style.MARK_SIZE, colour=MUTED, align="end", level="bottom")


def readable(ticks: Sequence[Tick], places: Sequence[float], size: float) -> Iterator[tuple[float, str]]:
    """The ticks with labels that do not touch their neighbours; the others keep only their stroke."""
    end = -math.inf
    for (_, label), place in zip(ticks, places, strict=True):
        half = style.text_width(label, size) / 2
        yield place, label if place - half >= end + APART else ""
        end = place + half if place - half >= end + APART else end


def _axes(plot: Plot) -> None:
    canvas, bottom, right = plot.canvas, plot.bottom, style.WIDTH - style.RIGHT
    canvas.lines([[(style.LEFT, plot.top), (style.LEFT, bottom), (right, bottom)]], MUTED, 0.8)
    across = [plot.x(value) for value, _ in plot.across.ticks]
    up = [plot.y(value) for value, _ in plot.up.ticks]
    canvas.lines([[(x, bottom), (x, bottom + TICK)] for x in across], MUTED, 0.8)
    canvas.lines([[(style.LEFT, y), (style.LEFT - TICK, y)] for y in up], MUTED, 0.8)
    for x, label in readable(plot.across.ticks, across, plot.across.tick_size):
        canvas.words((x, bottom + 5), label, plot.across.tick_size, align="middle", level="top")
    for y, (_, label) in zip(up, plot.up.ticks, strict=True):
        canvas.words((style.LEFT - 5, y), label, plot.up.tick_size, align="end")


def _lines(text: str) -> int:
    return text.count("\n") + 1
