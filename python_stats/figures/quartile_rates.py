"""How often the outcome happens in each quarter of the subjects, ordered by the covariate, with exact intervals."""

import math
from collections.abc import Sequence
from dataclasses import replace

from python_stats.figures import style
from python_stats.figures.canvas import SOFT, Canvas, box
from python_stats.figures.panel import Panel, Quartile
from python_stats.figures.plot import SHARES, Frame, Plot, Side, new_plot
from python_stats.format import count, lower_first, percent, short_number

SHOWS = ("quartiles",)
RATES = "Outcome rate by quartile of the covariate with exact (Clopper–Pearson) 95% confidence interval; "
OF_YES_NO = RATES.replace("by quartile of the covariate", "without and with the covariate")
TESTED = "the P value is that of the logistic regression on the covariate itself."
TESTED_BY = {"quartile_trend": "the P value is that of the trend over the quartiles (Cochran–Armitage)."}
FEWEST_QUARTILES = 2
WIDEST_COUNT = 10
BAR_WIDTH = 0.66


def about(panel: Panel) -> str:
    return (OF_YES_NO if panel.x.is_yes_no else RATES) + TESTED_BY.get(panel.method, TESTED)


def can_draw(panel: Panel) -> bool:
    return len(rated(panel)) >= FEWEST_QUARTILES


def rated(panel: Panel) -> list[Quartile]:
    return [quartile for quartile in panel.quartiles if quartile.n > 0 and 0 <= quartile.rate <= 1]


def describe(panel: Panel) -> str:
    rates = "; ".join(
        f"{_answer(quartile) if panel.x.is_yes_no else _range(quartile)}: "
        f"{count(quartile.n_events)} of {count(quartile.n)} ({percent(quartile.n_events, quartile.n)})"
        for quartile in rated(panel)
    )
    by = panel.x.text if panel.x.is_yes_no else f"quartile of {panel.x.text}"
    return f"Rate of {lower_first(panel.y.label)} by {by}. {rates}. {about(panel)}"


def draw(panel: Panel) -> Canvas:
    is_yes_no = panel.x.is_yes_no
    x_text = panel.x.text if is_yes_no else f"{panel.x.text}, by quartile"
    y_text = f"Rate of {lower_first(panel.y.label)}"
    shown, side = in_a_row(rated(panel), is_yes_no=is_yes_no)
    frame = Frame(panel.statistic, x_text, y_text, panel.mark, lines_below=2)
    plot = new_plot(frame, side, SHARES)
    rates, lows, highs = ([100 * share for share in shares] for shares in zip(*map(_rates, shown), strict=True))
    draw_bars(plot, shown, rates, lows, highs)
    places = plot.at([quartile.number for quartile in shown], rates)
    plot.canvas.marks("o", places, 4.4, style.BLUE, style.BLUE)
    quartile_counts(plot, shown, list(map(_events, shown)))
    return plot.canvas


def draw_bars(
    plot: Plot, shown: Sequence[Quartile], heights: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> None:
    """A bar for each quartile and its interval; a side of it that does not exist has none."""
    for quartile, height in zip(shown, heights, strict=True):
        left, right = plot.x(quartile.number - BAR_WIDTH / 2), plot.x(quartile.number + BAR_WIDTH / 2)
        plot.canvas.areas([box(left, plot.y(height), right, plot.y(0))], SOFT, style.BLUE)
    below = [min(low, height) if math.isfinite(low) else height for low, height in zip(lows, heights, strict=True)]
    above = [max(high, height) if math.isfinite(high) else height for high, height in zip(highs, heights, strict=True)]
    plot.whiskers([quartile.number for quartile in shown], below, above)


def _rates(quartile: Quartile) -> tuple[float, float, float]:
    return quartile.rate, quartile.rate_low, quartile.rate_high


def _events(quartile: Quartile) -> str:
    """`7 of 24`, or shorter where thousands would run into the next bar."""
    text = f"{count(quartile.n_events)} of {count(quartile.n)}"
    return text if len(text) <= WIDEST_COUNT else text.replace(" of ", "/")


def in_a_row(shown: Sequence[Quartile], *, is_yes_no: bool = False) -> tuple[list[Quartile], Side]:
    """The bars side by side. Cut points stand between four of them, as on a ruler; where equal values have left a
    quarter empty, or one that holds a single value, each bar says what it holds, and of a yes or no which it is."""
    if len(shown) == 4 and all(quartile.x_low < quartile.x_high for quartile in shown):
        return [*shown], _ruler(shown)
    moved = [replace(quartile, number=place) for place, quartile in enumerate(shown, start=1)]
    said = _answer if is_yes_no else _held
    ticks = tuple((one.number, said(quartile)) for one, quartile in zip(moved, shown, strict=True))
    middle = (1 + len(shown)) / 2
    return moved, Side(middle - 2.1, middle + 2.1, ticks, tick_size=style.SMALL_TEXT_SIZE)


def _ruler(shown: Sequence[Quartile]) -> Side:
    edges = {quartile.number - 0.5: quartile.x_low for quartile in reversed(shown)}
    edges |= {quartile.number + 0.5: quartile.x_high for quartile in shown}
    ticks = tuple((place, short_number(edge)) for place, edge in sorted(edges.items()))
    return Side(0.4, 4.6, ticks, tick_size=style.SMALL_TEXT_SIZE)


def _answer(quartile: Quartile) -> str:
    return "yes" if quartile.x_high > 0 else "no"


def _range(quartile: Quartile) -> str:
    return f"quartile {quartile.number} ({short_number(quartile.x_low)} to {short_number(quartile.x_high)})"


def _held(quartile: Quartile) -> str:
    """Only the first quarter holds its lower end."""
    low, high = short_number(quartile.x_low), short_number(quartile.x_high)
    if low == high:
        return low
    return f"{low}–{high}" if quartile.number == 1 else f">{low}–{high}"


def quartile_counts(plot: Plot, shown: Sequence[Quartile], counts: Sequence[str]) -> None:
    """Under each bar, how many subjects it holds."""
    for quartile, text in zip(shown, counts, strict=True):
        place = (plot.x(quartile.number), plot.bottom + 19.5)
        plot.canvas.words(place, text, style.SMALL_TEXT_SIZE, align="middle")
