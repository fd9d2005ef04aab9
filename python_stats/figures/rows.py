"""What figures with one row for each covariate share: the names on the left, an axis below, the mark in the corner."""

from collections.abc import Sequence

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, RULE, Canvas
from python_stats.figures.plot import TICK, Side, corner, readable

WIDTH = 350.0
NAMES = 154.0
ROW = 13.0
TOP = 24.0
NAME_CHARACTERS = 38
FEWEST_CHARACTERS = 8


def sheet(statistic: str, n_rows: int, mark: str, below: float, width: float = WIDTH) -> Canvas:
    """A canvas with room for the rows and for what stands below them."""
    canvas = Canvas(width, TOP + ROW * n_rows + below)
    canvas.words((3.5, 3), style.shorten(statistic, 70, 2), style.TEXT_SIZE, level="top")
    corner(canvas, mark)
    return canvas


def middle(row: int) -> float:
    return TOP + ROW * (row + 0.5)


def name(canvas: Canvas, row: int, text: str, is_quiet: bool = False) -> None:
    """The name of a row, to the left of what is drawn in it."""
    colour = MUTED if is_quiet else INK
    place = (NAMES - 5, middle(row))
    canvas.words(place, shortened(text), style.SMALL_TEXT_SIZE, colour=colour, align="end")


def shortened(text: str) -> str:
    """In one line; of a level of a covariate the covariate is cut, not what the level is held against.

    >>> shortened("Disease subtype as the central laboratory has it: DLBCL vs PMBCL")
    'Disease subtype as…: DLBCL vs PMBCL'
    """
    covariate, colon, level = text.rpartition(": ")
    room = NAME_CHARACTERS - len(colon + level)
    if len(text) <= NAME_CHARACTERS or not colon or room < FEWEST_CHARACTERS:
        return style.shorten(text, NAME_CHARACTERS, 1)
    return f"{style.shorten(covariate, room, 1)}{colon}{level}"


def axis_below(canvas: Canvas, side: Side, n_rows: int, text: str, right: float) -> None:
    """The axis under the rows, and a faint rule for each tick."""
    bottom = TOP + ROW * n_rows
    places = [along(side, value, right) for value, _ in side.ticks]
    canvas.lines([[(x, TOP), (x, bottom)] for x in places], RULE, 0.5)
    canvas.lines([[(NAMES, bottom), (right, bottom)]], MUTED, 0.8)
    canvas.lines([[(x, bottom), (x, bottom + TICK)] for x in places], MUTED, 0.8)
    for x, label in readable(side.ticks, places, style.SMALL_TEXT_SIZE):
        canvas.words((x, bottom + 5), label, style.SMALL_TEXT_SIZE, align="middle", level="top")
    canvas.words(((NAMES + right) / 2, bottom + 15), text, style.TEXT_SIZE, align="middle", level="top")


def along(side: Side, value: float, right: float) -> float:
    return NAMES + side.share(value) * (right - NAMES)


def legend(canvas: Canvas, y: float, entries: Sequence[tuple[str, str, str, str]]) -> None:
    """Shape, face, edge and words of each entry, in one line."""
    x = 8.0
    for shape, face, edge, text in entries:
        canvas.marks(shape, [(x, y)], 3.8, face, edge)
        canvas.words((x + 5, y), text, style.SMALL_TEXT_SIZE)
        x += style.text_width(text, style.SMALL_TEXT_SIZE) + 16
