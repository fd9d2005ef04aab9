"""What two forests need of each covariate: to the right for one outcome, upwards for the other."""

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, PAPER, Canvas, Place
from python_stats.figures.panel import Panel, Placement, PlanePoint
from python_stats.figures.plot import Frame, new_plot, side_of
from python_stats.figures.scatter import draw_legend, legend_rows
from python_stats.format import ALPHA, lower_first, number

ABOUT = (
    "Permutation importance in two forests; one mark for each covariate; filled and named: P<.05 against shuffled "
    "outcomes. Right of the vertical line it is needed for the one, above the horizontal for the other."
)
BOTH = style.GroupLook(style.PURPLE, "D", True)
LOOKS = {
    "first": style.GroupLook(style.BLUE, "o", True),
    "second": style.GroupLook(style.VERMILION, "s", True),
    "both": BOTH,
    "neither": style.GroupLook(MUTED, "o", False),
}
MOST_NAMES = 8


def can_draw(panel: Panel) -> bool:
    return len(panel.plane) > 1


def describe(panel: Panel) -> str:
    told = "; ".join(f"{point.label} {number(point.x, 2)} and {number(point.y, 2)}" for point in _named(panel))
    return f"Importance for {panel.x.label} and for {panel.y.label}. {told}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    plain, labels = Placement(is_log=False), _labels(panel)
    across, up = [point.x for point in panel.plane], [point.y for point in panel.plane]
    frame = Frame(panel.statistic, panel.x.text, panel.y.text, panel.mark, above=style.LINE * legend_rows(labels) + 3)
    plot = new_plot(frame, side_of([0.0, *across], plain, 0.12), side_of([0.0, *up], plain, 0.12))
    canvas, right = plot.canvas, style.WIDTH - style.RIGHT
    axes = [[(plot.x(0), plot.top), (plot.x(0), plot.bottom)], [(style.LEFT, plot.y(0)), (right, plot.y(0))]]
    canvas.lines(axes, MUTED, 0.7, dash=(3, 2))
    for group, look in LOOKS.items():
        points = [point for point in panel.plane if _group(point) == group]
        places = plot.at([point.x for point in points], [point.y for point in points])
        canvas.marks(look.marker, places, 4.4, look.face if look.is_filled else PAPER, look.colour, 0.8)
    taken: list[tuple[float, float, float]] = []
    for point in _named(panel):
        _name(canvas, point.label, (plot.x(point.x), plot.y(point.y)), taken)
    draw_legend(plot, list(LOOKS.values()), labels)
    return canvas


def _labels(panel: Panel) -> list[str]:
    sides = (f"for {lower_first(side.label)}" for side in (panel.x, panel.y))
    return [*(style.shorten(side, 24, 1) for side in sides), "for both", "for neither"]


def _group(point: PlanePoint) -> str:
    sure = point.x_p < ALPHA, point.y_p < ALPHA
    return {(True, True): "both", (True, False): "first", (False, True): "second"}.get(sure, "neither")


def _named(panel: Panel) -> list[PlanePoint]:
    sure = [point for point in panel.plane if _group(point) != "neither"]
    return sorted(sure, key=lambda point: min(point.x_p, point.y_p))[:MOST_NAMES]


def _name(canvas: Canvas, label: str, place: Place, taken: list[tuple[float, float, float]]) -> None:
    """Beside its mark, on the side with room; a little lower or higher where another name stands already."""
    text = style.shorten(label, 26, 1)
    wide = style.text_width(text, style.SMALL_TEXT_SIZE)
    is_right = place[0] + 5 + wide < style.WIDTH
    start = place[0] + 5 if is_right else place[0] - 5 - wide
    for down in (0.0, -7.5, 7.5, -15.0, 15.0, -22.0):
        y = place[1] + down
        if not any(abs(y - other) < 7 and start < end and begin < start + wide for other, begin, end in taken):
            break
    taken.append((y, start, start + wide))
    x = start if is_right else start + wide
    canvas.words((x, y), text, style.SMALL_TEXT_SIZE, colour=INK, align="start" if is_right else "end")
