"""Cells of raw tables -> the files they were read from: sheet, row, column, and the text as it was received."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from warehouse.adapters import Engine, literal
from warehouse.contract import PROVENANCE, SET_ASIDE
from warehouse.explaining.cells import ALL, OWN
from warehouse.explaining.follow import Found, Known
from warehouse.files.text_table import optional_literal
from warehouse.ledger import tables as ledger

CONSTANT, RESHAPED = "constant", "reshaped by study.yml"


@dataclass(frozen=True)
class CellUsed:
    """A cell of a file. `became` is what a rule of study.yml made of the text, if that changed it.

    `address` is how a spreadsheet names the cell. A constant stands in study.yml and not in the file; the column of a
    reshaped cell is none of the file's, but one that study.yml makes of them. A cell that was passed over does not
    decide. `set_aside` is why its row was, on the cell at fault.
    """

    row: int
    column: str
    source_column: str | None
    address: str | None
    received: str
    became: str | None
    rules: str | None
    decides: bool
    set_aside: str | None = None


@dataclass(frozen=True)
class FileUsed:
    """A file, or one sheet of it: how many of its rows went in, and cells of the first of them."""

    source: str
    file: str
    sheet: str | None
    sha256: str | None
    bytes: int | None
    n_rows: int
    cells: tuple[CellUsed, ...]


def files_used(engine: Engine, known: Known, found: Mapping[str, Found], most_rows: int) -> Iterator[FileUsed]:
    """Every file among what was found, with the cells of up to so many of its rows: those that decided come first."""
    read = {(row["source"], row["source_file"], row["source_sheet"]): row for row in ledger.read_table(engine, "files")}
    for relation, here in found.items():
        if relation.startswith("raw."):
            for reader, n_rows in _readers(engine, known, relation, here):
                about = read.get(reader.place, {})
                yield FileUsed(
                    *reader.place,
                    sha256=str(about["sha256"]) if about else None,
                    bytes=int(str(about["bytes"])) if about else None,
                    n_rows=n_rows,
                    cells=tuple(reader.cells(here, most_rows)),
                )


def _readers(engine: Engine, known: Known, relation: str, here: Found) -> Iterator[tuple["_CellReader", int]]:
    """A reader for each file that rows of a raw table came from, and how many did."""
    used = f"from {known.numbered(relation)} where row__number in ({', '.join(map(str, sorted(here.rows(ALL))))})"
    counted = f"select source_file, source_sheet, count(*) {used} group by all order by all"
    for file, sheet, n_rows in engine.rows(counted):
        yield _CellReader(engine, known, relation, file, sheet), n_rows


class _CellReader:
    """The cells of one file of one source, with what the ledger kept of their place and their text."""

    def __init__(self, engine: Engine, known: Known, relation: str, file: str, sheet: str | None) -> None:
        self._engine, self._names, self._numbered = engine, list(known.columns[relation]), known.numbered(relation)
        self.place = (relation.removeprefix("raw.").removesuffix(SET_ASIDE), file, sheet)
        self._is_set_aside = relation.endswith(SET_ASIDE)
        rows = ledger.read_table(engine, "file_columns")
        self._columns = {
            row["column_name"]: row
            for row in rows
            if (row["source"], row["source_file"], row["source_sheet"]) == self.place
        }

    def cells(self, here: Found, most_rows: int) -> Iterator[CellUsed]:
        # What is not known of a row that was set aside may be in any of its texts: all are shown.
        columns = [name for name in self._names if name not in PROVENANCE]
        names = [name for name in columns if name in here.all or self._is_set_aside] or self._names[:1]
        deciding = here.rows(OWN)
        listed = "".join(f', "{name}"' for name in names)
        among = ", ".join(map(str, self._first(here, most_rows))) or "-1"
        rows = self._engine.rows(
            f"select row__number, source_row{listed} from {self._numbered} where row__number in ({among}) order by 1"
        )
        changed = self._changed([row[1] for row in rows])
        reasons = self._reasons([row[1] for row in rows]) if self._is_set_aside else {}
        for number, source_row, *texts in rows:
            for name, text in zip(names, texts, strict=True):
                reason = reasons.get((source_row, name, text))
                is_used = number in here.all.get(name, ()) or name not in here.all or self._is_set_aside
                if is_used and (text is not None or reason is not None):
                    decides = number in here.own.get(name, ()) or (name not in here.all and number in deciding)
                    cell = self._cell(source_row, name, text, changed, decides=decides)
                    yield replace(cell, set_aside=reason)

    def _first(self, here: Found, most_rows: int) -> list[int]:
        """The first rows of this file, those that decided before others. Chosen here: DuckDB 2.0 fails at a limit."""
        numbers = ", ".join(map(str, sorted(here.rows(ALL))))
        found = self._engine.rows(
            f"select row__number from {self._numbered} where {self._is_here()} and row__number in ({numbers})"
        )
        return sorted((row for (row,) in found), key=lambda row: (row not in here.rows(OWN), row))[:most_rows]

    def _cell(
        self, row: int, name: str, text: str | None, changed: Mapping[tuple[Any, ...], Any], *, decides: bool
    ) -> CellUsed:
        column = self._columns.get(name, {})
        received, rules, source_column = changed.get((row, name, text), (text or "", None, column.get("source_column")))
        number = column.get("column_number")
        address = None
        if self.place[2] is not None and number is not None and source_column == column.get("source_column"):
            address = f"{letters(int(str(number)))}{row}"
        became = text if (row, name, text) in changed else None
        if column and source_column is None:
            rules = CONSTANT
        elif column and number is None and became is None:
            rules = RESHAPED
        return CellUsed(row, name, source_column, address, str(received), became, rules, decides)

    def _changed(self, rows: list[int]) -> dict[tuple[Any, ...], Any]:
        """What was received, by row, column and what it became."""
        if not rows:
            return {}
        found = self._engine.rows(
            f"select source_row, column_name, became, received, rules, source_column from raw.changed_cells"
            f" where source = {literal(self.place[0])} and {self._is_here()}"
            f" and source_row in ({', '.join(map(str, rows))})"
        )
        return {tuple(row[:3]): tuple(row[3:]) for row in found}

    def _reasons(self, rows: list[int]) -> dict[tuple[Any, ...], str]:
        """Why rows were set aside, by row, column and text."""
        if not rows:
            return {}
        found = self._engine.rows(
            "select source_row, column_name, mapped ->> ('$.' || column_name), string_agg(about, ' ' order by about)"
            f" from raw.rejects where source = {literal(self.place[0])} and {self._is_here()}"
            f" and source_row in ({', '.join(map(str, rows))}) group by all"
        )
        return {tuple(row[:3]): str(row[3]) for row in found}

    def _is_here(self) -> str:
        sheet = optional_literal(self.place[2])
        return f"source_file = {literal(self.place[1])} and source_sheet is not distinct from {sheet}"


def letters(number: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    before, last = divmod(number - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)
