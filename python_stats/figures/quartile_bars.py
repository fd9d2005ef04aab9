"""The middle of a numeric outcome in each quarter of the subjects, ordered by the covariate: median and middle half."""

import math

from python_stats.figures.canvas import Canvas
from python_stats.figures.panel import Panel, Quartile
from python_stats.figures.plot import Frame, linear_side, new_plot
from python_stats.figures.quartile_rates import FEWEST_QUARTILES, draw_bars, in_a_row, quartile_counts
from python_stats.format import count, number, short_number

SHOWS = ("quartiles",)
ABOUT = (
    "Median and middle half of the outcome by quartile of the covariate; "
    "the Spearman correlation is that of the two quantities themselves."
)


def can_draw(panel: Panel) -> bool:
    return len(measured(panel)) >= FEWEST_QUARTILES


def measured(panel: Panel) -> list[Quartile]:
    return [quartile for quartile in panel.quartiles if quartile.n > 0 and math.isfinite(quartile.median)]


def describe(panel: Panel) -> str:
    medians = "; ".join(
        f"quartile {quartile.number} ({short_number(quartile.x_low)} to {short_number(quartile.x_high)}): "
        f"{number(quartile.median)} ({number(quartile.q1)} to {number(quartile.q3)}), n={count(quartile.n)}"
        for quartile in measured(panel)
    )
    return f"{panel.y.text} by quartile of {panel.x.text}, median and quartiles. {medians}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    shown, side = in_a_row(measured(panel))
    medians, lows, highs = ([*values] for values in zip(*((q.median, q.q1, q.q3) for q in shown), strict=True))
    ends = [0.0, *(value for value in (*medians, *lows, *highs) if math.isfinite(value))]
    low, high = min(ends), max(ends)
    room = 0.05 * (high - low) or 1.0
    frame = Frame(panel.statistic, f"{panel.x.text}, by quartile", panel.y.text, panel.mark, lines_below=2)
    up = linear_side(low - room if low < 0 else low, high + room)
    plot = new_plot(frame, side, up)
    draw_bars(plot, shown, medians, lows, highs)
    quartile_counts(plot, shown, [f"n={count(quartile.n)}" for quartile in shown])
    return plot.canvas
