"""Two assays of the same thing: how far apart each pair lies, over its mean, with bias and 95 % limits of agreement."""

import math

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, Canvas
from python_stats.figures.panel import Axis, Effect, Panel
from python_stats.figures.plot import Frame, Plot, new_plot, side_of
from python_stats.format import count, number, quantity

SHOWS = ("points", "effects")
ABOUT = (
    "Bland-Altman: the first assay against the second; solid line: bias; dashed lines: the limits that hold 95% of "
    "the pairs; grey line: no difference."
)
FEWEST_PAIRS = 2
BIAS = ("bias_ratio", "bias")
LIMITS = ("limit_ratio_low", "limit_ratio_high", "limit_low", "limit_high")


def can_draw(panel: Panel) -> bool:
    return any(effect.label in BIAS for effect in _lines(panel)) and len(_pairs(panel)) >= FEWEST_PAIRS


def describe(panel: Panel) -> str:
    told = "; ".join(f"{_name(effect)} {number(effect.value)}" for effect in _lines(panel))
    shown = f"{panel.x.text} against {panel.y.text}, {count(len(_pairs(panel)))} pairs"
    return ". ".join(filter(None, (shown, told, panel.left_out, ABOUT)))


def draw(panel: Panel) -> Canvas:
    pairs, lines = _pairs(panel), _lines(panel)
    means, apart = ([pair[side] for pair in pairs] for side in (0, 1))
    none, scale = (1.0, "log2") if _is_ratio(panel) else (0.0, "identity")
    up = [*apart, none, *(effect.value for effect in lines)]
    unit, of = panel.x.unit, "Geometric mean" if _is_ratio(panel) else "Mean"
    y_text = "Ratio of the first assay to the second" if _is_ratio(panel) else "First assay minus the second"
    frame = Frame(panel.statistic, quantity(f"{of} of both assays", unit), y_text, panel.mark, note=panel.left_out)
    # Within a threefold range a logarithmic scale has no round ticks, and is as good as straight.
    scale_up = scale if max(up) > 3 * min(up) else "identity"
    places = Axis("", scale=scale).placement(means), Axis("", scale=scale_up).placement(up)
    plot = new_plot(frame, side_of(means, places[0]), side_of(up, places[1], 0.1))
    _level(plot, none, MUTED, ())
    plot.canvas.marks("o", plot.at(means, apart), 3.6, style.BLUE, style.BLUE, 0.8)
    for effect, height in zip(lines, places[1].at([effect.value for effect in lines]), strict=True):
        _level(plot, height, INK, () if effect.label in BIAS else (3, 2))
        right = style.WIDTH - style.RIGHT
        words = f"{_name(effect)} {number(effect.value)}"
        away = -5 if effect.value >= none else 5
        plot.canvas.words((right, plot.y(height) + away), words, style.SMALL_TEXT_SIZE, align="end")
    return plot.canvas


def _level(plot: Plot, value: float, colour: str, dash: tuple[float, ...]) -> None:
    y = plot.y(value)
    plot.canvas.lines([[(style.LEFT, y), (style.WIDTH - style.RIGHT, y)]], colour, 0.8, dash=dash)


def _name(effect: Effect) -> str:
    if effect.label in BIAS:
        return "bias"
    return "lower limit" if effect.label.endswith("low") else "upper limit"


def _lines(panel: Panel) -> list[Effect]:
    return [one for one in panel.effects if one.label in (*BIAS, *LIMITS) and math.isfinite(one.value)]


def _is_ratio(panel: Panel) -> bool:
    return any("ratio" in effect.label for effect in _lines(panel))


def _pairs(panel: Panel) -> list[tuple[float, float]]:
    """The mean of each pair and what lies between its two; as ratios where the agreement is one of ratios."""
    if not _is_ratio(panel):
        return [((point.x + point.y) / 2, point.x - point.y) for point in panel.complete]
    positive = [point for point in panel.complete if point.x > 0 and point.y > 0]
    return [(math.sqrt(point.x * point.y), point.x / point.y) for point in positive]
