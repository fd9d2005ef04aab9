"""Rows as aligned columns that fit the width there is. Pure: lines in, lines out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cli.formats import cell

GAP = "  "
NARROWEST = 8  # letters a column keeps before columns are left out instead


@dataclass(frozen=True)
class Drawing:
    lines: list[str]
    columns_left_out: int
    has_cut_cells: bool


def draw(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None = None) -> Drawing:
    """Numbers to the right, text to the left; cells are cut, then columns left out, when `width` demands it."""
    cells = [[cell(value) for value in row] for row in rows]
    natural = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(columns)]
    widths = fitted(natural, width)
    right = [all(isinstance(row[i], int | float | Decimal | None) for row in rows) for i in range(len(widths))]
    lines = [_line(row, widths, right) for row in [list(columns), ["-" * each for each in widths], *cells]]
    has_cut_cells = any(kept < had for kept, had in zip(widths, natural, strict=False))
    return Drawing(lines, len(columns) - len(widths), has_cut_cells)


def fitted(natural: Sequence[int], width: int | None) -> list[int]:
    """Widths of as many of the first columns as fit, the widest ones cut first."""
    if width is None:
        return list(natural)
    kept = list(natural)
    while len(kept) > 1 and _total([min(each, NARROWEST) for each in kept]) > width:
        kept.pop()
    while _total(kept) > width and max(kept) > 1:
        kept[kept.index(max(kept))] -= 1
    return kept


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    fitting = (_cut(text, width) for text, width in zip(cells, widths, strict=False))
    placed = (
        text.rjust(width) if to_right else text.ljust(width)
        for text, width, to_right in zip(fitting, widths, right, strict=True)
    )
    return GAP.join(placed).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
