"""The rows of an answer as an Excel workbook in which nothing is a formula."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cli.formats import plain
from warehouse.errors import UsageError

MOST_ROWS = 1_048_575  # below the header, on one sheet
MOST_LETTERS = 32_767  # in one cell
LARGEST_INTEGER = 10**15  # beyond it Excel rounds, and a long identifier would become another
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_workbook(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("answer")
    sheet.freeze_panes = "A2"
    try:
        sheet.append([_cell(sheet, name) for name in columns])
        for number, row in enumerate(rows):
            if number == MOST_ROWS:
                hint = "--format parquet or csv, or a limit in the query"
                raise UsageError(f"A sheet holds {MOST_ROWS:,} rows, and the answer has more", hint=hint)
            sheet.append([_cell(sheet, value) for value in row])
    finally:
        sheet.close()
    book.save(path)


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    ready = _value(value)
    if not isinstance(ready, str):
        return ready
    made = WriteOnlyCell(sheet, value="")
    made.value = _UNPRINTABLE.sub("", ready)[:MOST_LETTERS]
    made.data_type = "s"  # said after the value, because openpyxl takes a text that starts with = for a formula
    made.quotePrefix = True
    return made


def _value(value: Any) -> Any:
    """A value as a cell holds it: a whole number too long for Excel and everything nested as text."""
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_INTEGER:
        return str(value)
    if isinstance(value, Decimal | date | datetime):
        return value
    found = plain(value)
    return str(found) if isinstance(found, list | dict) else found
