"""Kaplan and Meier's curves: the share of each group without the event over time, who was last seen when, and how many
are left."""

from collections.abc import Sequence

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, Canvas, Place
from python_stats.figures.panel import Panel, SurvivalStep
from python_stats.figures.plot import SHARES, Frame, Plot, Side, new_plot
from python_stats.figures.scatter import draw_legend, legend_rows
from python_stats.format import count, number, short_number

SHOWS = ("survival",)
ABOUT = (
    "Line: share of a group without the event (Kaplan and Meier); upright stroke: somebody last seen without it; "
    "symbols only tell groups apart; below: how many are at risk."
)
# Of thousands who were last seen without the event, the strokes would be a band.
MOST_STROKES = 150
NAME_LENGTH = 9

Steps = Sequence[SurvivalStep]


def can_draw(panel: Panel) -> bool:
    return any(step.n_events for step in panel.survival)


def describe(panel: Panel) -> str:
    told = "; ".join(f"{level}: {_in_words(steps)}" for level, steps in _by_level(panel).items())
    return f"Share without the event over {panel.y.text} by group. {told}. {ABOUT}"


def _in_words(steps: Steps) -> str:
    events, last = sum(step.n_events for step in steps), steps[-1]
    share = number(100 * last.survival, 2)
    return f"{count(steps[0].n_at_risk)} at risk, {count(events)} events, {share}% without at {short_number(last.time)}"


def draw(panel: Panel) -> Canvas:
    levels = _by_level(panel)
    labels = [style.shorten(f"{level} (n={count(steps[0].n_at_risk)})", 40, 1) for level, steps in levels.items()]
    end = max(step.time for steps in levels.values() for step in steps)
    ticks = [tick for tick in style.plain_ticks(0, end or 1) if tick <= end]
    across = Side(0, end or 1, tuple((tick, short_number(tick)) for tick in ticks))
    above = style.LINE * legend_rows(labels) + 3
    # The heading of the table and a line for each group, between the ticks and the name of the axis.
    frame = Frame(panel.statistic, panel.y.text, "Without the event", panel.mark, above, lines_below=3 + len(levels))
    plot = new_plot(frame, across, SHARES)
    looks = [style.look(index, level) for index, level in enumerate(levels)]
    for look, steps in zip(looks, levels.values(), strict=True):
        _draw_curve(plot, look, steps, ticks)
    _draw_at_risk(plot, looks, levels, ticks)
    draw_legend(plot, looks, labels)
    return plot.canvas


def _by_level(panel: Panel) -> dict[str, Steps]:
    """The steps of each level that has anybody, in the order of the header."""
    found = {level: [step for step in panel.survival if step.level == level] for level in panel.levels}
    return {level: steps for level, steps in found.items() if steps}


def _draw_curve(plot: Plot, look: style.GroupLook, steps: Steps, ticks: Sequence[float]) -> None:
    path: list[Place] = []
    for step in steps:
        if path:
            path.append((plot.x(step.time), path[-1][1]))
        path.append((plot.x(step.time), plot.y(100 * step.survival)))
    plot.canvas.lines([path], look.colour, 1.4)
    last_seen = {round(plot.x(step.time), 1): plot.y(100 * step.survival) for step in steps if step.n_censored}
    if len(last_seen) <= MOST_STROKES:
        plot.canvas.lines([[(x, y - 2.6), (x, y + 2.6)] for x, y in last_seen.items()], look.colour, 0.8)
    marks = [(plot.x(tick), plot.y(100 * _survival_at(steps, tick))) for tick in ticks if tick <= steps[-1].time]
    plot.canvas.marks(look.marker, marks, 3.6, look.face, look.colour, 0.8)


def _draw_at_risk(
    plot: Plot, looks: Sequence[style.GroupLook], levels: dict[str, Steps], ticks: Sequence[float]
) -> None:
    """Under each tick how many of each group are still at risk there."""
    first = plot.bottom + 6 + style.LINE * 1.8
    plot.canvas.words((3.5, first), "At risk", style.SMALL_TEXT_SIZE, colour=MUTED)
    for row, (look, (level, steps)) in enumerate(zip(looks, levels.items(), strict=True), start=1):
        y = first + style.LINE * row
        plot.canvas.marks(look.marker, [(6.0, y)], 3.2, look.face, look.colour, 0.8)
        plot.canvas.words((11, y), style.shorten(level, NAME_LENGTH, 1), style.SMALL_TEXT_SIZE)
        for tick in ticks:
            left = count(_at_risk(steps, tick))
            plot.canvas.words((plot.x(tick), y), left, style.SMALL_TEXT_SIZE, colour=INK, align="middle")


def _survival_at(steps: Steps, time: float) -> float:
    return [step.survival for step in steps if step.time <= time][-1]


def _at_risk(steps: Steps, time: float) -> int:
    """Who has not left before a time."""
    return next((step.n_at_risk for step in steps if step.time >= time), 0)
