"""What a figure is made of: lines, marks and words, placed in points from the top left corner.

Nothing here draws: `svg` writes the pieces into a page, `png` makes a picture of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Place = tuple[float, float]

INK, MUTED, RULE, PAPER, SOFT = "#1b1b1d", "#63636a", "#d9d9dd", "#fffffe", "#c9dcea"


@dataclass(frozen=True)
class Lines:
    """Several strokes or areas with one look: they cost one element on the page, however many they are."""

    paths: tuple[tuple[Place, ...], ...]
    colour: str = ""
    width: float = 0.8
    fill: str = ""
    is_closed: bool = False
    opacity: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Marks:
    """Points of one shape: o, s, D, ^, v or P, as the plotting libraries call them."""

    shape: str
    places: tuple[Place, ...]
    size: float
    face: str
    edge: str
    width: float = 0.8
    opacity: float = 1.0


@dataclass(frozen=True)
class Words:
    """One or more lines of text; `align` is start, middle or end, `level` is top, middle or bottom of the block."""

    place: Place
    text: str
    size: float
    colour: str = INK
    align: str = "start"
    level: str = "middle"
    rotation: float = 0.0
    is_bold: bool = False


Piece = Lines | Marks | Words


@dataclass
class Canvas:
    """A sheet on which pieces are laid one over the other."""

    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)

    def lines(
        self,
        paths: Iterable[Sequence[Place]],
        colour: str = INK,
        width: float = 0.8,
        dash: tuple[float, ...] = (),
    ) -> None:
        drawn = tuple(tuple(path) for path in paths if path)
        if drawn:
            self.pieces.append(Lines(drawn, colour, width, dash=dash))

    def areas(
        self,
        paths: Iterable[Sequence[Place]],
        fill: str,
        edge: str = "",
        width: float = 0.8,
        opacity: float = 1.0,
    ) -> None:
        drawn = tuple(tuple(path) for path in paths if path)
        if drawn:
            self.pieces.append(Lines(drawn, edge, width, fill, is_closed=True, opacity=opacity))

    def marks(
        self,
        shape: str,
        places: Iterable[Place],
        size: float,
        face: str,
        edge: str,
        width: float = 0.8,
        opacity: float = 1.0,
    ) -> None:
        drawn = tuple(places)
        if drawn:
            self.pieces.append(Marks(shape, drawn, size, face, edge, width, opacity))

    def words(self, place: Place, text: str, size: float, **look: object) -> None:
        if text:
            self.pieces.append(Words(place, text, size, **look))  # type: ignore[arg-type]


def box(left: float, top: float, right: float, bottom: float) -> tuple[Place, ...]:
    return (left, top), (right, top), (right, bottom), (left, bottom)
