"""The fitted probability of an outcome over a covariate, with its band and a rug.

Ticks above the curve are subjects with the outcome, ticks below those without.
"""

from collections.abc import Sequence
from dataclasses import replace

from python_stats.figures import style
from python_stats.figures.canvas import SOFT, Canvas
from python_stats.figures.panel import Panel
from python_stats.figures.plot import SHARES, Frame, Plot, new_plot, on_scale, side_of
from python_stats.format import count, lower_first, number

SHOWS = ("curve", "points")
ABOUT = (
    "Line and band: fitted probability with 95% confidence interval; ticks above: subjects with the outcome, "
    "below: subjects without."
)
FEWEST_CURVE_POINTS = 2
MANY = 500


def can_draw(panel: Panel) -> bool:
    return len({point.x for point in panel.curve}) >= FEWEST_CURVE_POINTS


def describe(panel: Panel) -> str:
    first, last = panel.curve[0], panel.curve[-1]
    events = sum(point.y > 0 for point in panel.complete)
    between = " and ".join(f"{number(point.probability, 2)} at {number(point.x)}" for point in (first, last))
    return (
        f"Probability of {lower_first(panel.y.label)} over {panel.x.text}: {between}. "
        f"{count(events)} of {count(len(panel.complete))} subjects had the outcome. "
        f"{f'{panel.left_out}. ' if panel.left_out else ''}{ABOUT}"
    )


def draw(panel: Panel) -> Canvas:
    across = [point.x for point in panel.curve]
    values = [*across, *(point.x for point in panel.complete)]
    place = panel.x.placement(values)
    x_text, y_text = on_scale(panel.x.text, place), f"Probability of {lower_first(panel.y.label)}"
    frame = Frame(panel.statistic, x_text, y_text, panel.mark, note=panel.left_out)
    plot = new_plot(frame, side_of(values, place), replace(SHARES, low=-8, high=108))
    lows, highs, middle = (
        plot.at(place.at(across), [100 * getattr(point, part) for point in panel.curve])
        for part in ("low", "high", "probability")
    )
    plot.canvas.areas([[*lows, *reversed(highs)]], SOFT)
    plot.canvas.lines([middle], style.BLUE, 1.8)
    for has_outcome in (True, False):
        _draw_rug(plot, place.at([point.x for point in panel.complete if (point.y > 0) is has_outcome]), has_outcome)
    return plot.canvas


def _draw_rug(plot: Plot, values: Sequence[float], has_outcome: bool) -> None:
    """One path for all ticks: thousands of subjects stay small on the page."""
    places = sorted({round(plot.x(value), 1) for value in values})
    low, high = (plot.y(102.5), plot.y(107.5)) if has_outcome else (plot.y(-7.5), plot.y(-2.5))
    colour = style.BLUE if has_outcome else style.VERMILION
    plot.canvas.lines([[(x, low), (x, high)] for x in places], colour, 0.5 if len(places) > MANY else 0.9)
