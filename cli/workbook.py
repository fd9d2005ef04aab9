"""The rows of an answer as an Excel workbook in which nothing is a formula."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cli.formats import is_long, plain
from warehouse.errors import UsageError

MOST_ROWS = 1_048_575  # below the header, on one sheet
MOST_COLUMNS = 16_384
MOST_LETTERS = 32_767  # in one cell, and a letter beyond the first 65,536 counts twice
FIRST_YEAR, FIRST_MONTH = 1900, 3  # of a day that Excel knows: it has a 29 February 1900, and nothing before that year
LARGEST_INTEGER = 10**15  # beyond it Excel rounds, and a long identifier would become another
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_workbook(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], path: Path) -> None:
    from openpyxl import Workbook

    if len(columns) > MOST_COLUMNS:
        what = f"A sheet holds {MOST_COLUMNS:,} columns, and the answer has {len(columns):,}"
        raise UsageError(what, hint="--format parquet or csv, or fewer columns in the query")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answer")
    sheet.freeze_panes = "A2"
    try:
        _fill(sheet, columns, rows)
    except BaseException:
        sheet.close()
        # The rows so far are in a file of the folder for temporary ones, until the program ends: a page is up for days.
        sheet._writer.cleanup()
        raise
    book.save(path)


def _fill(sheet: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    sheet.append([_cell(sheet, name, f"the name of column {n}") for n, name in enumerate(columns, 1)])
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            hint = "--format parquet or csv, or a limit in the query"
            raise UsageError(f"A sheet holds {MOST_ROWS:,} rows, and the answer has more", hint=hint)
        place = f"row {number + 1} of the answer, column "
        sheet.append([_cell(sheet, value, place + name) for name, value in zip(columns, row, strict=True)])
    sheet.close()


def _cell(sheet: Any, value: Any, place: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    ready = _value(value)
    if not isinstance(ready, str):
        return ready
    made = WriteOnlyCell(sheet, value="")
    made.value = _held(ready, place)
    made.data_type = "s"  # said after the value, because openpyxl takes a text that starts with = for a formula
    made.quotePrefix = True
    return made


def _held(text: str, place: str) -> str:
    """A text as it is. Raises UsageError for one that Excel would cut or could not open."""
    letters = len(text) if 2 * len(text) <= MOST_LETTERS else len(text.encode("utf-16-le")) // 2
    if letters > MOST_LETTERS:
        hint = f"left(..., {MOST_LETTERS}) in the query, or --format csv or parquet"
        raise UsageError(f"A cell holds {MOST_LETTERS:,} letters, and a text has {letters:,}", place, hint)
    if _UNPRINTABLE.search(text):
        hint = "regexp_replace(..., '[[:cntrl:]]', '', 'g') in the query, or --format csv or parquet"
        raise UsageError("A text has a control character, which no cell holds", place, hint)
    return text


def _value(value: Any) -> Any:
    """A value as a cell holds it: a number too long for Excel, a day before its first and everything nested as text."""
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_INTEGER:
        return str(value)
    if isinstance(value, date | datetime):
        return value if (value.year, value.month) >= (FIRST_YEAR, FIRST_MONTH) else str(value)
    if isinstance(value, Decimal) and not is_long(value):
        return value
    found = plain(value)
    return str(found) if isinstance(found, list | dict) else found
