"""The header cells of a file -> its column names: each has one, no two are the same, and no cell is read as data."""

from collections import Counter
from collections.abc import Sequence

Cells = Sequence[str]


def column_names(rows: Sequence[Cells], width: int, merged: Sequence[tuple[int, int, int]] = ()) -> tuple[str, ...]:
    """The names of `width` columns, whose parts stand in one header row or in several.

    `merged` are ranges of merged cells: row of the header, first and last column, from 0. Where nothing is known to be
    merged, a cell left blank in an upper row belongs to the one before it, as in a spreadsheet saved as text.
    """
    padded = [[*(cell.strip() for cell in row), *[""] * (width - len(row))][:width] for row in rows]
    for number, row in enumerate(padded):
        ranges = [(first, last) for at, first, last in merged if at == number]
        if merged:
            filled_ranges(row, ranges)
        elif number < len(padded) - 1:
            filled_forward(row)
    names = [" ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*padded, strict=True)]
    return distinct([name or f"column {number}" for number, name in enumerate(names, 1)])


def filled_ranges(row: list[str], ranges: Sequence[tuple[int, int]]) -> None:
    for first, last in ranges:
        row[first : last + 1] = [row[first]] * len(row[first : last + 1])


def filled_forward(row: list[str]) -> None:
    for number in range(1, len(row)):
        row[number] = row[number] or row[number - 1]


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names that repeat are numbered, all of them, so that a mapping must say which one it means."""
    counts, seen, found = Counter(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if counts[name] > 1 else name)
    return tuple(found) if len(set(found)) == len(found) else distinct(found)
