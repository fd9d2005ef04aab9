"""A sheet of a workbook -> a text table: what a cell holds, written as text without loss."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from warehouse.errors import DataError, Place, nearest
from warehouse.study import SourceMapping
from warehouse.text_table import TextTable, checked_header, rewritten

Cell = int | float | str | bool | time | date | datetime | timedelta

# Beyond this a float no longer counts in ones, so printing it as an integer would invent digits.
LARGEST_WHOLE = 2.0**53


def read_workbook(path: Path, mapping: SourceMapping, workspace: Path) -> TextTable:
    """The text table of one sheet."""
    sheet, rows = load_sheet(path, mapping)
    place = Place(mapping.file, sheet=sheet, row=mapping.header_row)
    if not any(is_filled(row) for row in rows):
        raise DataError("the sheet is empty", place, "declare the sheet in study.yml, or leave the file out")
    if mapping.header_row > len(rows) or not is_filled(rows[mapping.header_row - 1]):
        raise DataError("there is no header", place, "header_row: the row that holds the column names")
    width = max(filled_width(row) for row in rows[mapping.header_row - 1 :])
    header = checked_header((cell_text(cell, ".") for cell in rows[mapping.header_row - 1][:width]), place)
    body = rows[mapping.header_row :]
    table = rewritten(workspace / "records.csv", header, numbered_texts(body, mapping, width))
    return TextTable(table.header, table.select, table.row_number, sheet)


def load_sheet(path: Path, mapping: SourceMapping) -> tuple[str, list[list[Cell]]]:
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        wanted = mapping.sheet or names[0]
        if wanted in names:
            return wanted, workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError):
        hint = "open and save it again as .xlsx, without a password"
        raise DataError("the file cannot be read as a workbook", Place(mapping.file), hint) from None
    listed = ", ".join(f"'{name}'" for name in names)
    match = nearest(wanted, names)
    what = f"there is no sheet '{wanted}'; there are {listed}"
    raise DataError(what, Place(mapping.file), f"sheet: {match or names[0]}")


def numbered_texts(rows: list[list[Cell]], mapping: SourceMapping, width: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, mapping.header_row + 1):
        if is_filled(row):
            yield number, [cell_text(cell, mapping.decimal) for cell in row[:width]]


def is_filled(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def filled_width(row: list[Cell]) -> int:
    """Columns up to the last with content: formatted but empty cells to the right are no columns."""
    return max((number for number, cell in enumerate(row, 1) if cell != ""), default=0)


def cell_text(cell: Cell, decimal: str) -> str:
    """A cell's content. Numbers get the decimal mark of the study, so that one column is one notation."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        is_whole = cell.is_integer() and abs(cell) <= LARGEST_WHOLE
        return str(int(cell)) if is_whole else repr(cell).replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
