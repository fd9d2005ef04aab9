"""One look for every figure: sizes, colours that colour-blind readers tell apart, and shapes that survive grey print.

Colours are those of Okabe and Ito (2008). Fixed margins, so that axes line up from figure to figure.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from python_stats.figures.canvas import INK, MUTED, PAPER, RULE, SOFT

# In points: the axes are always the same size, and what stands above them makes the figure taller.
WIDTH, AXES_HEIGHT = 259.0, 133.0
LEFT, RIGHT, TOP = 56.0, 14.0, 6.0
LINE = 10.8
# About how many steps there are between plain ticks, and in how many bins points are kept apart.
PLAIN_STEPS, BINS = 5, 36
TEXT_SIZE, SMALL_TEXT_SIZE, MARK_SIZE = 8.0, 7.0, 6.0
FEWEST_TICKS, MOST_TICKS = 3, 7

BLUE, ORANGE, VERMILION, GREEN, PURPLE, SKY = "#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"

__all__ = ["INK", "MUTED", "PAPER", "RULE", "SOFT"]

Numbers = Sequence[float]


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


def widened(values: Numbers, is_log: bool, by: float = 0.04) -> tuple[float, float]:
    """The range of the values and a margin on both sides; a single value gets room around it."""
    low, high = min(values), max(values)
    if is_log:
        inner = widened([math.log(low), math.log(high)], False, by)
        return math.exp(inner[0]), math.exp(inner[1])
    margin = (high - low) * by or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers between the limits: 1-2-5 steps when they fit, else decades, or closer steps, or every so many
    decades. At least three, because two do not show that the steps are unequal.

    >>> log_ticks(300, 1400), log_ticks(1, 1000)
    ([300.0, 500.0, 700.0, 1000.0], [1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0])
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,), (1, 2, 3, 5, 7), (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)):
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        inside = [tick for tick in ticks if low <= tick <= high]
        if FEWEST_TICKS <= len(inside) <= MOST_TICKS:
            return inside
    if (high / low) < 10:
        return [float(f"{low * (high / low) ** share:.2g}") for share in (0.1, 0.5, 0.9)]
    inside = [10.0**decade for decade in decades if low <= 10.0**decade <= high]
    return inside[:: math.ceil(len(inside) / MOST_TICKS)]


def plain_ticks(low: float, high: float) -> list[float]:
    """Whole multiples of 1, 2, 2.5 or 5 times a power of ten, as many as there is room for.

    >>> plain_ticks(0, 100), plain_ticks(-0.3, 0.9)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [-0.25, 0.0, 0.25, 0.5, 0.75])
    """
    rough = (high - low) / PLAIN_STEPS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]


def shorten(text: str, width: int, lines: int) -> str:
    """The text in a few lines, cut with an ellipsis: the page tells it whole."""
    wrapped = textwrap.wrap(" ".join(text.split()), width, max_lines=lines, placeholder="…")
    return "\n".join(wrapped)


def text_width(text: str, size: float) -> float:
    """About how wide the text is: letters of a plain typeface are a little more than half as wide as high."""
    return max((len(line) for line in text.split("\n")), default=0) * size * 0.56


def spread(values: Numbers, width: float, is_log: bool) -> list[float]:
    """Sideways offsets which keep points of similar value apart, the same on every run: no random jitter."""
    heights = [math.log(value) for value in values] if is_log else list(values)
    if not heights:
        return []
    low, step = min(heights), (max(heights) - min(heights)) / BINS or 1.0
    offsets, filled = [0.0] * len(heights), dict[int, list[int]]()
    for index in sorted(range(len(heights)), key=lambda place: (heights[place], place)):
        filled.setdefault(int((heights[index] - low) / step), []).append(index)
    gap = min(0.075, 2 * width / max(len(indices) for indices in filled.values()))
    for indices in filled.values():
        for rank, index in enumerate(indices):
            offsets[index] = gap * ((rank + 1) // 2) * (-1 if rank % 2 else 1)
    return offsets
