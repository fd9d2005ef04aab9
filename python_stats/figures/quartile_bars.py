"""The middle of a numeric outcome in each quarter of the subjects, ordered by the covariate: median and middle half."""

import math

from matplotlib.figure import Figure

from python_stats.figures import style
from python_stats.figures.panel import Panel, Quartile
from python_stats.figures.quartile_rates import FEWEST_QUARTILES, quartile_ticks
from python_stats.format import count, number, short_number

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


def draw(panel: Panel) -> Figure:
    x_text, y_text = f"{panel.x.text}, by quartile", panel.y.text
    figure, axes = style.new_axes(style.Frame(panel.statistic, x_text, y_text, panel.mark, lines_below=2))
    shown = measured(panel)
    places, medians = [quartile.number for quartile in shown], [quartile.median for quartile in shown]
    axes.bar(places, medians, width=0.66, color=style.SOFT, edgecolor=style.BLUE, linewidth=0.8, zorder=1)
    below = [quartile.median - quartile.q1 for quartile in shown]
    above = [quartile.q3 - quartile.median for quartile in shown]
    style.error_bars(axes, places, medians, below, above)
    style.plain_ticks(axes.yaxis)
    quartile_ticks(axes, shown, [f"n={count(quartile.n)}" for quartile in shown])
    return figure
