"""A data file as the engine will read it: a header, and a query that yields every record as text.

The query's columns are `column_1`, `column_2` ..., because the file's own names may differ only in case. Each record
has the number a person counts, and `is_blank` marks those with nothing in them.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path

from warehouse.adapters import literal
from warehouse.errors import DataError
from warehouse.studies.data_file import DataFile

# A row's number as a person counts, and its cells.
Record = tuple[int, list[str]]

# A line is held in memory, so it has a limit: 20,000 genes take a fifth of it. The engine's own is 2 MiB.
LONGEST_LINE = 2_000_000

# Beyond this a float no longer counts in ones, so printing it as an integer would invent digits.
LARGEST_WHOLE = 2.0**53

CSV_OPTIONS = (
    "header = false, auto_detect = false, quote = '\"', escape = '\"', nullstr = '', "
    "null_padding = false, hive_partitioning = false, compression = 'none'"
)


@dataclass(frozen=True)
class TextTable:
    """`row_number` is SQL over the table made from `select`: a record's number in the file.

    `records` is how many the query must yield, where that could be counted without the engine. `beyond` is how many
    rows of several cells stand below the row that study.yml names as the last.
    """

    header: tuple[str, ...]
    select: str
    row_number: str
    sheet: str | None = None
    records: int | None = None
    beyond: int = 0


@dataclass
class Beyond:
    """Counts, as a file is read, the rows that come after its last one: notes fill one cell, and rows more."""

    rows: int = 0

    def count(self, records: Iterable[Record]) -> None:
        try:
            for _, cells in records:
                self.rows += sum(bool(cell.strip()) for cell in cells) > 1
        except (DataError, UnicodeError):
            # What is not to be read need not be readable.
            return


def value_text(value: object, decimal: str) -> str:
    """A value of a typed file as text: the shortest number that is the same, and dates as ISO 8601, without a time at
    midnight. Numbers get the decimal mark of the study, so that one column is one notation."""
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) <= LARGEST_WHOLE
        return str(int(value)) if is_whole else repr(value).replace(".", decimal)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def optional_literal(text: str | None) -> str:
    return "null" if text is None else literal(text)


def column(number: int) -> str:
    return f"column_{number}"


def select_csv(path: Path, width: int, delimiter: str, newline: str, *, numbered: bool) -> str:
    """A query over a CSV file whose columns are known: nothing is guessed, everything is text.

    A file of ours is numbered and has no header. The line end is named because the engine, left to itself, goes by the
    first one it meets, which may be inside a quoted text. Two ends of line are the exception: DuckDB 2.0 finds no rows
    at all when they are named together with its strict mode, and finds them by itself in a file that has no others.
    """
    columns = [column(number) for number in range(1, width + 1)]
    stored = ["source_row", *columns] if numbered else columns
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in stored)
    line_end = "" if newline == "\r\n" else r"new_line = '\n', "
    dialect = f"delim = {literal(delimiter)}, {line_end}skip = {0 if numbered else 1}"
    options = f"{dialect}, columns = {{{types}}}, {CSV_OPTIONS}"
    return f"select *, {is_blank(columns)} as is_blank from read_csv({literal(str(path))}, {options})"


def is_blank(columns: Sequence[str]) -> str:
    """SQL that is true for a record of nothing. A lone column counts as blank when it holds only blanks."""
    return f"coalesce({', '.join(columns)}) is null" if len(columns) > 1 else f"coalesce(trim({columns[0]}), '') = ''"


def rewritten(path: Path, header: tuple[str, ...], records: Iterable[tuple[int, Sequence[str]]]) -> TextTable:
    """The records written to `path` as plain CSV, each with its number in front."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([number, *cells] for number, cells in records)
    return TextTable(header, select_csv(path, len(header), ",", "\n", numbered=True), "cast(source_row as bigint)")


def rows_of_table(records: Iterable[Record], data: DataFile, beyond: Beyond) -> Iterator[Record]:
    """The records up to where the study says that the table ends; rows that follow are footnotes, or were added later
    where only the number of the last one tells."""
    footer: deque[Record] = deque()
    before = data.header_row
    stop = re.compile(data.stop_at) if data.stop_at else None
    rest = iter(records)
    for number, cells in rest:
        is_stopped = stop is not None and (stop.search(cells[0].strip()) or (number > before + 1 and stop.search("")))
        if is_stopped:
            break
        if data.last_row and number > data.last_row:
            beyond.count(chain([(number, cells)], rest))
            break
        before = number
        footer.append((number, cells))
        if len(footer) > data.skip_footer:
            yield footer.popleft()
