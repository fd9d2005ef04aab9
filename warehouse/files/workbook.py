"""A sheet of a workbook -> a text table: what a cell holds, written as text without loss."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from warehouse.errors import DataError, Place, nearest
from warehouse.files.column_names import column_names
from warehouse.files.text_table import Beyond, Record, TextTable, rewritten, rows_of_table, value_text
from warehouse.files.workbook_guard import refuse_hostile_workbook
from warehouse.studies.data_file import DataFile

Cell = int | float | str | bool | time | date | datetime | timedelta

REFUSALS = (calamine.CalamineError, OSError, ValueError, IndexError, OverflowError)


Rows = list[list[Cell]]
Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def read_workbook(path: Path, data: DataFile, workspace: Path) -> TextTable:
    """The text table of one sheet."""
    refuse_hostile_workbook(path, data)
    sheet, rows, merged = load_sheet(path, data)
    place = Place(data.file, sheet=sheet, row=data.header_row)
    if not any(is_filled(row) for row in rows):
        raise DataError("the sheet is empty", place, "declare the sheet in study.yml, or leave the file out")
    if data.header_row > len(rows) or not is_filled(rows[data.header_row - 1]):
        raise DataError("there is no header", place, "header_row: the row that holds the column names")
    beyond = Beyond()
    body = list(rows_of_table(filled_records(rows, data), data, beyond))
    header = sheet_header(rows, data, max((len(cells) for _, cells in body), default=0), merged)
    padded = ((number, [*cells, *[""] * (len(header) - len(cells))]) for number, cells in body)
    table = rewritten(workspace / "records.csv", header, padded)
    return replace(table, sheet=sheet, beyond=beyond.rows)


def load_sheet(path: Path, data: DataFile) -> tuple[str, Rows, Merged]:
    """The name of the sheet, its cells, and the ranges of cells that are merged."""
    with damage_in_words(data):
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        wanted = data.sheet or names[0]
        if wanted in names:
            sheet = workbook.get_sheet_by_name(wanted)
            return wanted, sheet.to_python(skip_empty_area=False), list(sheet.merged_cell_ranges or [])
    listed = ", ".join(f"'{name}'" for name in names)
    match = nearest(wanted, names)
    what = f"there is no sheet '{wanted}'; there are {listed}"
    raise DataError(what, Place(data.file), f"sheet: {match or names[0]}")


def sheet_names(path: Path, data: DataFile) -> list[str]:
    """The sheets of a workbook, in order."""
    with damage_in_words(data):
        return list(calamine.CalamineWorkbook.from_path(str(path)).sheet_names)


@contextmanager
def damage_in_words(data: DataFile) -> Iterator[None]:
    """Raises DataError for a workbook that the library cannot read."""
    try:
        yield
    except BaseException as error:
        # A damaged .xls makes the library panic, which Python sees as an exception of no known class.
        if not isinstance(error, REFUSALS) and type(error).__name__ != "PanicException":
            raise
        hint = "open and save it again as .xlsx, without a password"
        raise DataError("the file cannot be read as a workbook", Place(data.file), hint) from None


def sheet_header(rows: Rows, data: DataFile, width: int, merged: Merged) -> tuple[str, ...]:
    parts = [[cell_text(cell, ".") for cell in rows[number - 1]] for number in data.header_rows]
    width = max(width, *(filled_width(rows[number - 1]) for number in data.header_rows))
    ranges = [
        (at, first[1], last[1])
        for at, number in enumerate(data.header_rows)
        for first, last in merged
        if first[0] == number - 1
    ]
    return column_names(parts, width, ranges)


def filled_records(rows: Rows, data: DataFile) -> Iterator[Record]:
    """The rows below the header that hold anything, as texts, up to their last filled cell."""
    for number, row in enumerate(rows[data.header_row :], data.header_row + 1):
        if is_filled(row):
            yield number, [cell_text(cell, data.decimal) for cell in row[: filled_width(row)]]


def is_filled(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def filled_width(row: list[Cell]) -> int:
    """Columns up to the last with content: formatted but empty cells to the right are no columns."""
    return max((number for number, cell in enumerate(row, 1) if cell != ""), default=0)


def cell_text(cell: Cell, decimal: str) -> str:
    """A cell's content."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return value_text(cell, decimal)
