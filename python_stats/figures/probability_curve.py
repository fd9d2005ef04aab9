"""The fitted probability of an outcome over a covariate, with its band and a rug.

Ticks above the curve are subjects with the outcome, ticks below those without.
"""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from python_stats.figures import style
from python_stats.figures.panel import Panel
from python_stats.format import count, lower_first, number

ABOUT = (
    "Line and band: fitted probability with 95% confidence interval; ticks above: subjects with the outcome, "
    "below: subjects without."
)
FEWEST_CURVE_POINTS = 2


def can_draw(panel: Panel) -> bool:
    return len({point.x for point in panel.curve}) >= FEWEST_CURVE_POINTS


def describe(panel: Panel) -> str:
    first, last = panel.curve[0], panel.curve[-1]
    events = sum(point.y > 0 for point in panel.complete)
    between = " and ".join(f"{number(point.probability, 2)} at {number(point.x)}" for point in (first, last))
    return (
        f"Probability of {lower_first(panel.y.label)} over {panel.x.text}: {between}. "
        f"{count(events)} of {count(len(panel.complete))} subjects had the outcome. {ABOUT}"
    )


def draw(panel: Panel) -> Figure:
    y_text = f"Probability of {lower_first(panel.y.label)}"
    figure, axes = style.new_axes(style.Frame(panel.statistic, panel.x.text, y_text, panel.mark))
    across = [point.x for point in panel.curve]
    lows, highs = [100 * point.low for point in panel.curve], [100 * point.high for point in panel.curve]
    axes.fill_between(across, lows, highs, color=style.SOFT, linewidth=0, zorder=1)
    axes.plot(across, [100 * point.probability for point in panel.curve], color=style.BLUE, linewidth=1.8, zorder=3)
    _draw_rug(axes, panel, has_outcome=True)
    _draw_rug(axes, panel, has_outcome=False)
    values = [*across, *(point.x for point in panel.complete)]
    style.scale_axis(axes, "x", values, panel.x.placement(values))
    axes.set_ylim(-8, 108)
    axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    return figure


def _draw_rug(axes: Axes, panel: Panel, has_outcome: bool) -> None:
    """One path for all ticks: thousands of subjects stay small on the page."""
    places = [point.x for point in panel.complete if (point.y > 0) is has_outcome]
    low, high = (102.5, 107.5) if has_outcome else (-7.5, -2.5)
    across = [value for place in places for value in (place, place, float("nan"))]
    heights = [value for _ in places for value in (low, high, float("nan"))]
    colour = style.BLUE if has_outcome else style.VERMILION
    is_many = len(places) > style.MAXIMUM_VECTOR_POINTS
    axes.plot(across, heights, color=colour, linewidth=0.5 if is_many else 0.9, rasterized=is_many)
