"""How much a forest needs each covariate, from the most needed, with the range of its rank over seeds."""

import math

from python_stats.figures import rows, style
from python_stats.figures.canvas import INK, MUTED, PAPER, Canvas
from python_stats.figures.panel import Needed, Panel
from python_stats.figures.plot import Side, linear_side
from python_stats.format import ALPHA, number, p_value

SHOWS = ("needed",)
ABOUT = (
    "Permutation importance out of the bag; filled: P<.05 against shuffled outcomes; the triangle shows the direction "
    "of the covariate alone; right: the range of its rank over seeds (95%) and, where it was asked for, whether it is "
    "relevant at all beside shuffled copies (Boruta)."
)
BELOW, RANKS, DECISIONS = 38.0, 44.0, 48.0


def can_draw(panel: Panel) -> bool:
    return len(_ordered(panel)) > 1


def describe(panel: Panel) -> str:
    told = "; ".join(
        f"{one.label} {number(one.importance, 2)} (P{p_value(one.p_value)})" for one in _ordered(panel)[:6]
    )
    return f"Importance of covariates for {panel.y.label}. {panel.statistic}. Most needed: {told}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    needed = _ordered(panel)
    canvas = rows.sheet(panel.statistic, len(needed), panel.mark, BELOW)
    ranks_end = canvas.width - 8 - (DECISIONS if any(one.decision for one in needed) else 0.0)
    right = ranks_end + 8 - RANKS
    values = [0.0, *(one.importance for one in needed)]
    margin = 0.06 * (max(values) - min(values) or 1.0)
    side = linear_side(min(values) - margin, max(values) + margin)
    rows.axis_below(canvas, side, len(needed), "Importance (rise of the error)", right)
    canvas.words((ranks_end, rows.TOP - 5), "rank", style.SMALL_TEXT_SIZE, colour=MUTED, align="end")
    for row, one in enumerate(needed):
        _draw(canvas, side, one, row, right)
        _tell(canvas, one, row, ranks_end)
    return canvas


def _tell(canvas: Canvas, one: Needed, row: int, ranks_end: float) -> None:
    y = rows.middle(row)
    if math.isfinite(one.rank_low):
        between = f"{one.rank_low:.0f}–{one.rank_high:.0f}"
        canvas.words((ranks_end, y), between, style.SMALL_TEXT_SIZE, colour=INK, align="end")
    if one.decision:
        colour = INK if one.decision == "confirmed" else MUTED
        canvas.words((canvas.width - 8, y), one.decision, style.SMALL_TEXT_SIZE, colour=colour, align="end")


def _draw(canvas: Canvas, side: Side, one: Needed, row: int, right: float) -> None:
    y, is_more = rows.middle(row), one.sign >= 0
    colour = style.BLUE if is_more else style.VERMILION
    rows.name(canvas, row, one.label)
    x = rows.along(side, one.importance, right)
    canvas.lines([[(rows.along(side, 0.0, right), y), (x, y)]], colour, 1.0)
    shape = "o" if not math.isfinite(one.sign) else ("^" if is_more else "v")
    canvas.marks(shape, [(x, y)], 5.6, colour if one.p_value < ALPHA else PAPER, colour, 0.9)


def _ordered(panel: Panel) -> list[Needed]:
    return sorted((one for one in panel.needed if math.isfinite(one.importance)), key=lambda one: -one.importance)
