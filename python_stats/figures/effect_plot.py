"""The coefficients of a model of several covariates with their intervals, and a second estimate of each beside."""

import math

from python_stats.figures import rows, style
from python_stats.figures.canvas import INK, MUTED, PAPER, Canvas, Place
from python_stats.figures.panel import Effect, Panel, Placement
from python_stats.figures.plot import Side, side_of
from python_stats.format import interval, number

SHOWS = ("effects",)
ABOUT = (
    "Square: estimate with 95% interval (profile likelihood for ratios); open circle: the one beside it, "
    "penalised (Firth), robust (HC3) or with half the limit for what lies below it; dashed line: no association; "
    "grey names: controls. Numbers per standard deviation (SD), levels against the one after vs; slopes and "
    "differences on the scale of the outcome."
)
BELOW = 52.0
# An interval far beyond the others is cut off with an arrow, or nothing else could be read.
FURTHEST = 64.0


def can_draw(panel: Panel) -> bool:
    return any(math.isfinite(effect.value) for effect in panel.effects)


def describe(panel: Panel) -> str:
    told = "; ".join(
        f"{effect.label} {number(effect.value)} ({interval(effect.low, effect.high)})"
        for effect in panel.effects
        if not effect.is_penalised and math.isfinite(effect.value)
    )
    return f"{panel.x.text} for {panel.y.label}. {told}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    names = list(dict.fromkeys(effect.label for effect in panel.effects))
    is_log = panel.x.scale == "log2"
    side = _side(panel, is_log)
    canvas = rows.sheet(panel.statistic, len(names), panel.mark, BELOW)
    right = canvas.width - style.RIGHT
    rows.axis_below(canvas, side, len(names), panel.x.text, right)
    null = rows.along(side, 1.0 if is_log else 0.0, right)
    canvas.lines([[(null, rows.TOP), (null, rows.TOP + rows.ROW * len(names))]], INK, 0.8, dash=(3, 2))
    quiet = {effect.label for effect in panel.effects if effect.is_control}
    for row, name in enumerate(names):
        rows.name(canvas, row, name, name in quiet)
    for effect in panel.effects:
        if math.isfinite(effect.value):
            _draw(canvas, side, effect, rows.middle(names.index(effect.label)), right)
    first, second = panel.fits
    entries = [("s", style.BLUE, style.BLUE, first), ("o", PAPER, style.VERMILION, second)]
    rows.legend(canvas, canvas.height - 16, entries)
    return canvas


def _side(panel: Panel, is_log: bool) -> Side:
    ends = [end for effect in panel.effects for end in (effect.value, effect.low, effect.high) if math.isfinite(end)]
    if is_log:
        kept = [min(FURTHEST, max(1 / FURTHEST, end)) for end in ends]
        return side_of([1.0, *kept], Placement(is_log=True, floor=1 / FURTHEST))
    return side_of([0.0, *ends], Placement(is_log=False))


def _draw(canvas: Canvas, side: Side, effect: Effect, y: float, right: float) -> None:
    colour = style.VERMILION if effect.is_penalised else style.BLUE
    y += 2.6 if effect.is_penalised else -2.2
    low, high = (
        rows.along(side, _inside(side, end), right) if math.isfinite(end) else fallback
        for end, fallback in ((effect.low, rows.NAMES), (effect.high, right))
    )
    canvas.lines([[(low, y), (high, y)]], colour, 1.0)
    for end, x, way in ((effect.low, low, -1), (effect.high, high, 1)):
        if not math.isfinite(end) or _inside(side, end) != end:
            canvas.lines([_arrow(x, y, way)], colour, 1.0)
    shape, face = ("o", PAPER) if effect.is_penalised else ("s", colour)
    middle = (rows.along(side, _inside(side, effect.value), right), y)
    canvas.marks(shape, [middle], 3.8, face, colour if not effect.is_control else MUTED, 0.9)


def _inside(side: Side, value: float) -> float:
    return min(side.high, max(side.low, value))


def _arrow(x: float, y: float, way: int) -> list[Place]:
    return [(x - 3 * way, y - 2), (x, y), (x - 3 * way, y + 2)]
