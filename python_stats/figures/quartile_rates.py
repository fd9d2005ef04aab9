"""How often the outcome happens in each quarter of the subjects, ordered by the covariate, with exact intervals."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from python_stats.figures import style
from python_stats.figures.panel import Panel, Quartile
from python_stats.format import count, lower_first, short_number

ABOUT = (
    "Outcome rate by quartile of the covariate with exact (Clopper-Pearson) 95% confidence interval; "
    "the P value is that of the logistic regression on the covariate itself."
)
FEWEST_QUARTILES = 2
WIDEST_COUNT = 10


def can_draw(panel: Panel) -> bool:
    return len(rated(panel)) >= FEWEST_QUARTILES


def rated(panel: Panel) -> list[Quartile]:
    return [quartile for quartile in panel.quartiles if quartile.n > 0 and 0 <= quartile.rate <= 1]


def describe(panel: Panel) -> str:
    rates = "; ".join(
        f"quartile {quartile.number} ({short_number(quartile.x_low)} to {short_number(quartile.x_high)}): "
        f"{count(quartile.n_events)} of {count(quartile.n)} ({100 * quartile.rate:.0f}%)"
        for quartile in rated(panel)
    )
    return f"Rate of {lower_first(panel.y.label)} by quartile of {panel.x.text}. {rates}. {ABOUT}"


def draw(panel: Panel) -> Figure:
    x_text, y_text = f"{panel.x.text}, by quartile", f"Rate of {lower_first(panel.y.label)}"
    figure, axes = style.new_axes(style.Frame(panel.statistic, x_text, y_text, panel.mark, lines_below=2))
    shown = rated(panel)
    places = [quartile.number for quartile in shown]
    rates = [100 * quartile.rate for quartile in shown]
    below = [rate - 100 * quartile.rate_low for rate, quartile in zip(rates, shown, strict=True)]
    above = [100 * quartile.rate_high - rate for rate, quartile in zip(rates, shown, strict=True)]
    axes.bar(places, rates, width=0.66, color=style.SOFT, edgecolor=style.BLUE, linewidth=0.8, zorder=1)
    style.error_bars(axes, places, rates, below, above)
    axes.scatter(places, rates, s=20, color=style.BLUE, zorder=4)
    axes.set_ylim(0, 105)
    axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    quartile_ticks(axes, shown, list(map(_events, shown)))
    return figure


def _events(quartile: Quartile) -> str:
    """`7 of 24`, or shorter where thousands would run into the next bar."""
    text = f"{count(quartile.n_events)} of {count(quartile.n)}"
    return text if len(text) <= WIDEST_COUNT else text.replace(" of ", "/")


def quartile_ticks(axes: Axes, shown: list[Quartile], counts: list[str]) -> None:
    """The cut points stand between the bars, as on a ruler; under each bar, how many subjects it holds."""
    edges = {quartile.number - 0.5: quartile.x_low for quartile in reversed(shown)}
    edges |= {quartile.number + 0.5: quartile.x_high for quartile in shown}
    axes.set_xlim(0.4, 4.6)
    axes.set_xticks(list(edges), [short_number(edge) for edge in edges.values()], size=style.SMALL_TEXT_SIZE)
    for quartile, text in zip(shown, counts, strict=True):
        place = (quartile.number, -0.27 / style.AXES_HEIGHT)
        below = axes.get_xaxis_transform()
        axes.text(*place, text, transform=below, ha="center", va="center", size=style.SMALL_TEXT_SIZE, color=style.INK)
