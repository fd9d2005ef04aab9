"""The rows of a registry's CSV files, and what seeds.yml holds them to: header, key, spelling, references."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import ModelError, Place, nearest


def _plain(text: str) -> str:
    return text.strip().lower()


def _plain_without_blanks(text: str) -> str:
    """There are two code points for micro."""
    return re.sub("[µμ]", "u", text.lower()).replace(" ", "")


# How a text is written before it is looked up: a spelling that is written otherwise would never be met.
SPELLED = {"lower case": _plain, "lower case without blanks": _plain_without_blanks}


@dataclass(frozen=True)
class Row:
    """One line of a file, which messages call `file`. Its cells go by the names of the columns."""

    path: Path
    file: str
    line: int
    cells: Mapping[str, str]

    def texts(self, columns: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.cells[column] for column in columns)

    def error(self, what: str, hint: str | None) -> ModelError:
        return ModelError(what, Place(self.file, self.line), hint)


def read_rows(name: str, path: Path, file: str, columns: Sequence[str], *, is_more: bool = False) -> list[Row]:
    """Raises ModelError where the header or the number of cells of a row is another. `is_more` is of a study."""
    content = path.read_bytes()
    if header_of(content, file) != list(columns):
        what = f"The seed '{name}' and seeds.yml do not name the same columns"
        hint = f"let the first line be {','.join(columns)}"
        if is_more:
            what = f"The file adds rows to the registry '{name}' that ships, and names other columns"
            hint += "; a seed of your own needs another name"
        raise ModelError(what, Place(file, 1), hint)
    found = []
    reader = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))
    next(reader)
    for cells in filter(None, reader):
        if len(cells) != len(columns):
            what = f"The row has {len(cells)} cells, the header {len(columns)}"
            raise ModelError(what, Place(file, reader.line_num), 'a text with a comma stands in "quotes"')
        found.append(Row(path, file, reader.line_num, dict(zip(columns, cells, strict=True))))
    return found


def header_of(content: bytes, file: str) -> list[str]:
    """The names in the first line of a file, which messages call `file`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ModelError("this is not UTF-8 text", Place(file, line), "save the file as UTF-8") from None
    return next(csv.reader([text.splitlines()[0]]), []) if text.strip() else []


def hold_key(name: str, rows: Iterable[Row], key: Sequence[str]) -> None:
    """A row of a study that has the key of a shipped one would double what is joined to it, or stand in its place."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        before = seen.setdefault(row.texts(key), row)
        if before is not row:
            what = f"Two rows of the registry {name} have the same {', '.join(key)}, which is its key"
            hint = f"line {before.line} of the shipped file has it; rows may be added, not replaced"
            raise row.error(what, hint if before.path != row.path else f"compare it with line {before.line}")


def hold_spelled(name: str, rows: Iterable[Row], spelled: Mapping[str, str]) -> None:
    for row in rows:
        for column, how in spelled.items():
            wanted = SPELLED[how](row.cells[column])
            if row.cells[column] != wanted:
                what = f"'{row.cells[column]}' would never be met: {column} of the registry {name} is in {how}"
                raise row.error(what, f"'{wanted}'")


def hold_references(rows: Iterable[Row], registry: str, columns: Sequence[str], known: Iterable[Row]) -> None:
    """The cells of these columns stand together in a row of another registry."""
    there = dict.fromkeys(row.texts(columns) for row in known)
    for row in rows:
        cells = row.texts(columns)
        if cells not in there:
            what = f"The registry {registry} has no row with {_said(columns, cells)}"
            meant = nearest(cells[0], [each[0] for each in there])
            alike = next((each for each in there if each[0] == meant), None)
            row_of_it = f"a row for it in sql/seeds/{registry}.csv"
            raise row.error(what, f"{_said(columns, alike)}, or {row_of_it}" if alike else row_of_it)


def _said(columns: Iterable[str], cells: Iterable[str]) -> str:
    return " and ".join(f"{column} '{cell}'" for column, cell in zip(columns, cells, strict=True))
