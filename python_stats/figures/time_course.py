"""Levels over time: the median of each group on each day, joined, with the middle half of the group as a bar."""

from collections import Counter
from dataclasses import replace

from python_stats.figures import style
from python_stats.figures.box_plot import quantile
from python_stats.figures.canvas import Canvas
from python_stats.figures.panel import Panel, Placement
from python_stats.figures.plot import Frame, Plot, Side, new_plot, on_scale, side_of
from python_stats.figures.scatter import draw_legend, legend_rows
from python_stats.format import count, number, short_number

SHOWS = ("points",)
ABOUT = "Symbol: median of a group on a day; bar: its quartiles; the line joins medians, not subjects."
FEWEST_DAYS = 2
# Of more days than fit, those with the most levels are drawn.
MOST_DAYS = 24
# Groups of one day stand side by side, this share of the narrow gap between days apart.
SIDEWAYS = 0.5

Days = dict[float, list[float]]


def can_draw(panel: Panel) -> bool:
    return len({point.x for point in panel.complete if point.group in panel.levels}) >= FEWEST_DAYS


def describe(panel: Panel) -> str:
    courses = "; ".join(
        f"{level}: "
        + ", ".join(f"day {short_number(day)} {number(quantile(found, 0.5))}" for day, found in days.items())
        for level, days in _courses(panel).items()
    )
    return f"{panel.y.text} over {panel.x.text} by group, median: {courses}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    courses = _courses(panel)
    labels = [_label(level, days) for level, days in courses.items()]
    days = sorted({day for found in courses.values() for day in found})
    ends = [
        quantile(found, share) for by_day in courses.values() for found in by_day.values() for share in (0.25, 0.75)
    ]
    # Levels of blood run over orders of magnitude, whatever their analysis makes of them.
    place = replace(panel.y, scale="log10").placement(ends)
    above = style.LINE * legend_rows(labels) + 3
    frame = Frame(panel.statistic, panel.x.text, on_scale(panel.y.text, place), panel.mark, above)
    plot = new_plot(frame, _across(days), side_of(ends, place))
    looks = [style.look(index, level) for index, level in enumerate(courses)]
    for index, (look, by_day) in enumerate(zip(looks, courses.values(), strict=True)):
        _draw_course(plot, look, by_day, days, place, (index - (len(courses) - 1) / 2) * SIDEWAYS / len(courses))
    draw_legend(plot, looks, labels)
    return plot.canvas


def _courses(panel: Panel) -> dict[str, Days]:
    """The levels of each group that occurs, day by day in order."""
    known = [point for point in panel.complete if point.group in panel.levels]
    drawn = {day for day, _ in Counter(point.x for point in known).most_common(MOST_DAYS)}
    points = [point for point in known if point.x in drawn]
    found: dict[str, Days] = {}
    for level in panel.levels:
        own = sorted((point for point in points if point.group == level), key=lambda point: point.x)
        for point in own:
            found.setdefault(level, {}).setdefault(point.x, []).append(point.y)
    return found


def _across(days: list[float]) -> Side:
    """Days at equal steps: samples are dense about the infusion and sparse after it."""
    ticks = tuple((float(place), short_number(day)) for place, day in enumerate(days))
    return Side(-0.5, len(days) - 0.5, ticks)


def _label(level: str, days: Days) -> str:
    most = max(map(len, days.values()))
    return style.shorten(f"{level} (n≤{count(most)})", 40, 1)


def _draw_course(
    plot: Plot, look: style.GroupLook, by_day: Days, days: list[float], place: Placement, by: float
) -> None:
    x = [plot.x(days.index(day) + by) for day in by_day]
    q1, median, q3 = (
        [plot.y(level) for level in place.at([quantile(found, share) for found in by_day.values()])]
        for share in (0.25, 0.5, 0.75)
    )
    plot.canvas.lines([[(at, low), (at, high)] for at, low, high in zip(x, q1, q3, strict=True)], look.colour, 1.0)
    medians = list(zip(x, median, strict=True))
    plot.canvas.lines([medians], look.colour, 1.4)
    plot.canvas.marks(look.marker, medians, 3.6, look.face, look.colour, 0.8)
