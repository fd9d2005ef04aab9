"""Small drawings for a screen, as SVG text: bars, boxes, points and a timeline. Classes carry the colours, so that the
page's style sheet turns them dark, and none needs an inline style, which the page forbids."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from python_stats.format import short_number

WIDTH, LEFT, RIGHT = 720, 64, 16
TICKS = 5
ROOM = 10  # between the axes and the lowest points


@dataclass(frozen=True)
class Scale:
    """Places values between two pixels, by their logarithm when they span decades."""

    low: float
    high: float
    is_log: bool
    start: float
    end: float

    def __call__(self, value: float) -> float:
        low, high, at = (self._of(each) for each in (self.low, self.high, value))
        share = (at - low) / (high - low) if high > low else 0.5
        return round(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), 1)

    def _of(self, value: float) -> float:
        return math.log10(max(value, self.low)) if self.is_log else value

    def named(self, label: str) -> str:
        """What the axis is called."""
        return f"{label}, logarithmic" if self.is_log else label

    def ticks(self) -> list[float]:
        if self.is_log:
            powers = range(math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
            return [10.0**power for power in powers][:: max(1, math.ceil(len(powers) / TICKS))]
        step = nice_step(self.high - self.low)
        first = math.ceil(self.low / step - 1e-9)
        digits = 2 - math.floor(math.log10(step))  # three times 0.1 is 0.30000000000000004
        return [round(step * each, digits) for each in range(first, math.floor(self.high / step + 1e-9) + 1)]


def nice_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides the span in about five."""
    rough = (span or 1.0) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough)


def spans_decades(low: float, high: float) -> bool:
    """Whether values are better told apart by their logarithm."""
    return low > 0 and high / low >= 100


def horizontal(low: float, high: float, is_log: bool) -> Scale:
    return Scale(low, high, is_log, LEFT, WIDTH - RIGHT)


def histogram(bins: Sequence[tuple[float, float, int]], is_log: bool, label: str) -> str:
    """Bars from `low` to `high`, as high as they hold subjects."""
    height, base = 220, 180
    across = horizontal(bins[0][0], bins[-1][1], is_log)
    up = Scale(0, max(count for *_, count in bins) or 1, False, base, 10)
    bars = [
        f'<rect class="bar" x="{across(low)}" y="{up(n)}" width="{max(across(high) - across(low) - 1, 1):.1f}" '
        f'height="{base - up(n):.1f}"><title>{_n(low)} to {_n(high)}: {n:,}</title></rect>'
        for low, high, n in bins
    ]
    return drawing(height, f"How many subjects have which {label}", [*x_axis(across, base, label), *y_axis(up), *bars])


def boxes(rows: Sequence[tuple[str, float, float, float]], across: Scale, label: str) -> str:
    """A line for each level: its middle half and its median."""
    line, left = 24, 230
    scale = Scale(across.low, across.high, across.is_log, left, WIDTH - RIGHT)
    base = line * len(rows) + 8
    marks = []
    for place, (name, q1, median, q3) in enumerate(rows):
        y = place * line + 8
        width = max(scale(q3) - scale(q1), 1)
        marks.append(f'<text class="name" x="{left - 10}" y="{y + 13}">{escape(name)}</text>')
        marks.append(f'<rect class="box" x="{scale(q1)}" y="{y + 2}" width="{width:.1f}" height="14"/>')
        marks.append(f'<path class="median" d="M{scale(median)} {y}v18"/>')
    return drawing(base + 40, f"{label} by outcome: middle half and median", [*x_axis(scale, base, label), *marks])


def scatter(points: Iterable[tuple[float, float, int]], across: Scale, up: Scale, labels: tuple[str, str]) -> str:
    """Points; where one stands for several subjects, it is as large as they are many."""
    found = list(points)
    most = max((n for *_, n in found), default=1)
    dots = [
        f'<circle class="dot" cx="{across(x)}" cy="{up(y)}" r="{2 + 6 * math.sqrt(n / most) if most > 1 else 4:.1f}"/>'
        for x, y, n in found
    ]
    caption = f'<text class="axis" x="{LEFT}" y="12">{escape(up.named(labels[1]))}</text>'
    base = int(up.start) + ROOM
    corner = f'<path class="rule" d="M{across.start} {base}H{LEFT}V{up.start}"/>'
    content = [corner, *x_axis(across, base, labels[0]), *y_axis(up), caption, *dots]
    return drawing(base + 40, f"{labels[1]} against {labels[0]}", content)


def curve(points: Sequence[tuple[float, float]], across: Scale, label: str) -> str:
    """One quantity over study days, by its logarithm when it spans decades; `across` has the days."""
    base = 96
    values = [value for _, value in points]
    positive = [value for value in values if value > 0]
    is_log = bool(positive) and spans_decades(min(positive), max(positive))
    low, high = (min(positive), max(positive)) if is_log else (min(0.0, *values), max(values) or 1.0)
    up = Scale(low, high, is_log, base, 18)
    path = " ".join(f"{across(day)},{up(value)}" for day, value in points)
    dots = [f'<circle class="dot" cx="{across(day)}" cy="{up(value)}" r="3"/>' for day, value in points]
    # Zero has no logarithm, and is drawn where the lowest level is.
    floored = ", zero at its foot" if is_log and min(values) <= 0 else ""
    name = f'<text class="axis" x="{LEFT}" y="12">{escape(up.named(label) + floored)}</text>'
    line = f'<polyline class="line" points="{path}"/>'
    content = [*x_axis(across, base, "study day"), *y_axis(up), name, line, *dots]
    return drawing(base + 40, f"{label} over study days", content)


def spans(rows: Sequence[tuple[str, float, float]], across: Scale, label: str) -> str:
    """Courses over study days, one line each: from day to day."""
    line, base = 22, 22 * len(rows) + 8
    marks = []
    for place, (name, start, end) in enumerate(rows):
        y = place * line + 6
        width = max(across(end) - across(start), 4)
        marks.append(f'<rect class="bar" x="{across(start)}" y="{y}" width="{width:.1f}" height="12"/>')
        marks.append(_beside(name, across(start) + width, across(start), y + 10))
    return drawing(base + 40, label, [*x_axis(across, base, "study day"), *marks])


def drawing(height: int, title: str, content: Iterable[str]) -> str:
    label = escape(title, quote=True)
    return (
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(content)}</svg>'
    )


def x_axis(scale: Scale, base: float, label: str) -> list[str]:
    marks = [_tick(scale, value, base) for value in scale.ticks()]
    middle = (scale.start + scale.end) / 2
    name = f'<text class="axis middle" x="{middle}" y="{base + 34}">{escape(scale.named(label))}</text>'
    return [f'<path class="rule" d="M{scale.start} {base}H{scale.end}"/>', *marks, name]


def y_axis(scale: Scale) -> list[str]:
    at: Callable[[float], str] = lambda value: (  # noqa: E731
        f'<path class="rule" d="M{LEFT - 4} {scale(value)}h4"/>'
        f'<text class="tick end" x="{LEFT - 7}" y="{scale(value) + 4}">{_n(value)}</text>'
    )
    return [f'<path class="rule" d="M{LEFT} {scale.start}V{scale.end}"/>', *map(at, scale.ticks())]


def _tick(scale: Scale, value: float, base: float) -> str:
    at = scale(value)
    return (
        f'<path class="rule" d="M{at} {base}v4"/><text class="tick middle" x="{at}" y="{base + 17}">{_n(value)}</text>'
    )


def _beside(text: str, right: float, left: float, y: float) -> str:
    """A name right of what it names, or left of it where the drawing ends."""
    if right + 7 * len(text) < WIDTH:
        return f'<text class="tick" x="{right + 5:.1f}" y="{y}">{escape(text)}</text>'
    return f'<text class="tick end" x="{left - 5:.1f}" y="{y}">{escape(text)}</text>'


def _n(value: float) -> str:
    return short_number(float(value))
