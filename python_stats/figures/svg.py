"""A canvas as a piece of an HTML page: the same bytes every time, in the page's own ink and paper.

Written by hand rather than by a plotting library: a hundred figures take a fraction of a second, and each is small.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, PAPER, RULE, SOFT, Canvas, Lines, Marks, Piece, Place, Words

# The page redefines these variables for dark screens; the figure carries its own colour for where they are unknown.
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    RULE: "--rule",
    PAPER: "--paper",
    SOFT: "--soft",
    style.BLUE: "--blue",
    style.VERMILION: "--vermilion",
    style.ORANGE: "--orange",
    style.GREEN: "--green",
}
LINE_HEIGHT = 1.2


def inline_svg(canvas: Canvas, prefix: str, title: str, description: str) -> str:
    """The canvas as an <svg> element with alternative text; `prefix` keeps its ids apart."""
    width, height = number(canvas.width), number(canvas.height)
    opening = (
        f'<svg class="figure" viewBox="0 0 {width} {height}" width="{width}pt" height="{height}pt" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{plain(title)}</title><desc id="{prefix}-desc">{plain(description)}</desc>'
    )
    return "\n".join([opening, *(element for piece in canvas.pieces for element in _elements(piece)), "</svg>"])


def alone(drawing: str) -> str:
    """An inline drawing as a file of its own: outside a page it has no variables, so it carries plain colours and, for
    pages that are dark, white paper."""
    named = 'xmlns="http://www.w3.org/2000/svg" font-family="DejaVu Sans, Arial, sans-serif" style="background:#fff"'
    plain_colours = re.sub(r"var\(--[a-z]+,(#[0-9a-f]+)\)", r"\1", drawing)
    return plain_colours.replace('<svg class="figure"', f"<svg {named}", 1) + "\n"


def number(value: float) -> str:
    """A tenth of a point is finer than print.

    >>> number(12.0), number(0.126), number(-0.001), number(-0.5)
    ('12', '.1', '0', '-.5')
    """
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0", "") else text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def plain(text: str) -> str:
    """Text as a page may hold it: escaped, and without characters which no document may contain."""
    return escape("".join(letter if letter >= " " or letter in "\t\n" else " " for letter in text))


def colour(value: str) -> str:
    name = VARIABLES.get(value)
    return f"var({name},{value})" if name else value or "none"


def _elements(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Words):
        yield from _texts(piece)
    elif isinstance(piece, Marks):
        yield _marks(piece)
    else:
        yield _lines(piece)


def _lines(piece: Lines) -> str:
    drawn = "".join(_path(path, piece.is_closed) for path in piece.paths)
    stroke = f' stroke="{colour(piece.colour)}" stroke-width="{number(piece.width)}"' if piece.colour else ""
    dash = f' stroke-dasharray="{" ".join(map(number, piece.dash))}"' if piece.dash else ""
    opacity = f' opacity="{piece.opacity:.3g}"' if piece.opacity < 1 else ""
    return f'<path d="{drawn}" fill="{colour(piece.fill)}"{stroke}{dash}{opacity} stroke-linejoin="round"/>'


def _path(path: Sequence[Place], is_closed: bool) -> str:
    first, *others = path
    pieces, last = [f"M{_pair(first)}"], first
    for place in others:
        pieces.append(_step(last, place))
        last = place
    return "".join(pieces) + ("z" if is_closed else "")


def _step(last: Place, place: Place) -> str:
    """Straight along one side needs only one number."""
    if place[0] == last[0]:
        return f"V{number(place[1])}"
    return f"H{number(place[0])}" if place[1] == last[1] else f"L{_pair(place)}"


def _pair(place: Place) -> str:
    return f"{number(place[0])} {number(place[1])}"


def _marks(piece: Marks) -> str:
    """Full dots are the round ends of lines without length; other shapes are outlines around each place."""
    opacity = f' opacity="{piece.opacity:.3g}"' if piece.opacity < 1 else ""
    if piece.shape == "o" and piece.face == piece.edge:
        dots = "".join(f"M{_pair(place)}h0" for place in piece.places)
        width = number(piece.size + piece.width)
        return (
            f'<path d="{dots}" stroke="{colour(piece.edge)}" stroke-width="{width}" stroke-linecap="round"{opacity}/>'
        )
    outline = OUTLINES[piece.shape](piece.size / 2)
    drawn = "".join(f"M{_pair((x + outline[0][0], y + outline[0][1]))}{outline[1]}" for x, y in piece.places)
    return (
        f'<path d="{drawn}" fill="{colour(piece.face)}" stroke="{colour(piece.edge)}" '
        f'stroke-width="{number(piece.width)}"{opacity}/>'
    )


def _ring(radius: float) -> tuple[Place, str]:
    r, wide = number(radius), number(2 * radius)
    return (-radius, 0.0), f"a{r} {r} 0 1 0 {wide} 0a{r} {r} 0 1 0-{wide} 0z"


def _polygon(*corners: Place) -> tuple[Place, str]:
    steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(corners)]
    return corners[0], "".join(f"l{_pair(step)}" for step in steps) + "z"


def _cross(r: float) -> tuple[Place, str]:
    arm = r / 3
    ends = [(-arm, -r), (arm, -r), (arm, -arm), (r, -arm), (r, arm), (arm, arm), (arm, r), (-arm, r)]
    return _polygon(*ends, (-arm, arm), (-r, arm), (-r, -arm), (-arm, -arm))


OUTLINES = {
    "o": _ring,
    "s": lambda r: _polygon((-r, -r), (r, -r), (r, r), (-r, r)),
    "D": lambda r: _polygon((0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0)),
    "^": lambda r: _polygon((0, -r), (r, r), (-r, r)),
    "v": lambda r: _polygon((0, r), (r, -r), (-r, -r)),
    "P": _cross,
}


def _texts(piece: Words) -> Iterator[str]:
    """Each line is an element of its own."""
    lines, (x, y) = piece.text.split("\n"), piece.place
    weight = ' font-weight="bold"' if piece.is_bold else ""
    align = f' text-anchor="{piece.align}"' if piece.align != "start" else ""
    look = f'font-size="{number(piece.size)}" fill="{colour(piece.colour)}"{align}{weight}'
    turned = f' transform="rotate({number(piece.rotation)} {_pair((x, y))})"' if piece.rotation else ""
    for line, down in zip(lines, baselines(piece, len(lines)), strict=True):
        yield f'<text x="{number(x)}" y="{number(y + down)}" {look}{turned}>{plain(line)}</text>'


def baselines(piece: Words, n_lines: int) -> list[float]:
    """How far below the place each line stands."""
    block = (n_lines - 1) * LINE_HEIGHT
    start = {"top": 0.8, "middle": 0.35 - block / 2, "bottom": -0.2 - block}[piece.level]
    return [piece.size * (start + LINE_HEIGHT * line) for line in range(n_lines)]
