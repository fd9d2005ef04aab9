"""The correlation of each covariate with each of the first components."""

from python_stats.figures import rows, style
from python_stats.figures.canvas import INK, Canvas, box
from python_stats.figures.panel import Panel
from python_stats.format import number

SHOWS = ("weights",)
ABOUT = (
    "Loading: correlation of the covariate with the component; blue positive, orange negative, the fuller the stronger."
)
CELL = 36.0


def can_draw(panel: Panel) -> bool:
    return bool(panel.weights)


def describe(panel: Panel) -> str:
    first = sorted(
        (weight for weight in panel.weights if weight.component == 1), key=lambda weight: -abs(weight.loading)
    )
    told = ", ".join(f"{weight.label} {number(weight.loading, 2)}" for weight in first[:5])
    return f"{panel.statistic}. Greatest loadings of the first component: {told}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    names = list(dict.fromkeys(weight.label for weight in panel.weights))
    components = sorted({weight.component for weight in panel.weights})
    canvas = rows.sheet("", len(names), panel.mark, 14, rows.NAMES + CELL * len(components) + style.RIGHT)
    for component in components:
        place = (rows.NAMES + CELL * (component - 0.5), rows.TOP - 6)
        canvas.words(place, f"PC{component}", style.SMALL_TEXT_SIZE, align="middle")
    for row, name in enumerate(names):
        rows.name(canvas, row, name)
    for weight in panel.weights:
        y, left = rows.middle(names.index(weight.label)), rows.NAMES + CELL * (weight.component - 1)
        colour = style.BLUE if weight.loading > 0 else style.VERMILION
        size = rows.ROW / 2 - 0.5
        canvas.areas(
            [box(left + 0.5, y - size, left + CELL - 0.5, y + size)], colour, opacity=0.7 * abs(weight.loading)
        )
        text = number(weight.loading, 2) if abs(weight.loading) >= 0.1 else "0"
        canvas.words((left + CELL / 2, y), text, style.SMALL_TEXT_SIZE, colour=INK, align="middle")
    return canvas
