"""What two forests need of each covariate: to the right for one outcome, upwards for the other."""

import math
from collections.abc import Iterator

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, PAPER, Canvas, Place
from python_stats.figures.panel import Panel, Placement, PlanePoint
from python_stats.figures.plot import Frame, Plot, new_plot, side_of
from python_stats.figures.scatter import draw_legend, legend_rows
from python_stats.format import ALPHA, lower_first, number

SHOWS = ("plane",)
ABOUT = (
    "Permutation importance in two forests; one mark for each covariate; filled and named: P<.05 against shuffled "
    "outcomes; the others are named where there is room. Right of the vertical line it is needed "
    "for the one, above the horizontal for the other."
)
BOTH = style.GroupLook(style.PURPLE, "D", True)
LOOKS = {
    "first": style.GroupLook(style.BLUE, "o", True),
    "second": style.GroupLook(style.VERMILION, "s", True),
    "both": BOTH,
    "neither": style.GroupLook(MUTED, "o", False),
}
MOST_TOLD = 8

# Left, top, right and bottom.
Box = tuple[float, float, float, float]


def can_draw(panel: Panel) -> bool:
    return len(panel.plane) > 1


def describe(panel: Panel) -> str:
    told = "; ".join(
        f"{point.label} {number(point.x, 2)} and {number(point.y, 2)}" for point in _ranked(panel)[:MOST_TOLD]
    )
    return f"Importance for {panel.x.label} and for {panel.y.label}. {told}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    plain, labels = Placement(is_log=False), _labels(panel)
    across, up = _sides(panel)
    frame = Frame(panel.statistic, panel.x.text, panel.y.text, panel.mark, above=style.LINE * legend_rows(labels) + 3)
    plot = new_plot(frame, side_of([0.0, *across], plain, 0.12), side_of([0.0, *up], plain, 0.12))
    canvas, right = plot.canvas, style.WIDTH - style.RIGHT
    axes = [[(plot.x(0), plot.top), (plot.x(0), plot.bottom)], [(style.LEFT, plot.y(0)), (right, plot.y(0))]]
    canvas.lines(axes, MUTED, 0.7, dash=(3, 2))
    for group, look in LOOKS.items():
        points = [point for point in panel.plane if _group(point) == group]
        places = plot.at([point.x for point in points], [point.y for point in points])
        canvas.marks(look.marker, places, 4.4, look.face if look.is_filled else PAPER, look.colour, 0.8)
    _names(plot, panel)
    draw_legend(plot, list(LOOKS.values()), labels)
    return canvas


def _labels(panel: Panel) -> list[str]:
    sides = (f"for {lower_first(side.label)}" for side in (panel.x, panel.y))
    return [*(style.shorten(side, 32, 1) for side in sides), "for both", "for neither"]


def _group(point: PlanePoint) -> str:
    sure = point.x_p < ALPHA, point.y_p < ALPHA
    return {(True, True): "both", (True, False): "first", (False, True): "second"}.get(sure, "neither")


def _ranked(panel: Panel) -> list[PlanePoint]:
    """Those that are needed, the surest first, then the others by how far out they lie."""
    wide, high = (max(abs(value) for value in side) or 1.0 for side in _sides(panel))

    def rank(point: PlanePoint) -> tuple[bool, float]:
        is_sure = _group(point) != "neither"
        return not is_sure, min(point.x_p, point.y_p) if is_sure else -math.hypot(point.x / wide, point.y / high)

    return sorted(panel.plane, key=rank)


def _sides(panel: Panel) -> tuple[list[float], list[float]]:
    return [point.x for point in panel.plane], [point.y for point in panel.plane]


def _names(plot: Plot, panel: Panel) -> None:
    """A name hides no mark and no other name, unless the covariate is needed: that is named in any case."""
    marks = [(plot.x(point.x), plot.y(point.y)) for point in panel.plane]
    boxes: list[Box] = [(x - 3, y - 3, x + 3, y + 3) for x, y in marks]
    for point in _ranked(panel):
        x, y = plot.x(point.x), plot.y(point.y)
        text = style.shorten(point.label, 34, 1)
        is_sure = _group(point) != "neither"
        places = list(_boxes((x, y), style.text_width(text, style.SMALL_TEXT_SIZE), is_sure=is_sure))
        free = next((box for box in places if not any(_touch(box, other) for other in boxes)), None)
        if free is None and not is_sure:
            continue
        box = free or places[0]
        boxes.append(box)
        is_right = box[0] > x
        at = (box[0] if is_right else box[2], (box[1] + box[3]) / 2)
        plot.canvas.words(at, text, style.SMALL_TEXT_SIZE, colour=INK, align="start" if is_right else "end")


def _boxes(place: Place, wide: float, *, is_sure: bool) -> Iterator[Box]:
    """Where a name of that width may stand: right or left of its mark; one that must stand, also higher or lower."""
    x, y = place
    for down in (0.0, -4.0, 4.0, -7.5, 7.5) if is_sure else (0.0,):
        for start in (x + 5, x - 5 - wide):
            if start >= style.LEFT and start + wide <= style.WIDTH:
                yield start, y + down - 3.5, start + wide, y + down + 3.5
    if is_sure:
        yield style.WIDTH - wide, y - 3.5, style.WIDTH, y + 3.5


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
