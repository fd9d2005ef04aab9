"""The rows of an answer as text that people and programs read: CSV, JSON and Markdown, written as the rows come."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TextIO

from python_stats.format import disarmed, is_formula
from warehouse.errors import UsageError

DOUBLE_DIGITS = 15  # of a decimal number that a double keeps, and all that Excel has

# A record of one empty field. Readers of CSV skip a line with nothing in it, and so would lose the row.
NOTHING_ALONE = '""'

_NEEDS_QUOTES = re.compile(r'[",\r\n]')

# What a terminal obeys instead of showing it: a text of the data must not clear the screen, or write over what it says.
_OBEYED = dict.fromkeys([*range(32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}")

Write = Callable[[tuple[str, ...], Iterable[tuple[Any, ...]], TextIO], int]


def write_csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    """RFC 4180 with line feeds. Text that a spreadsheet would run gets an apostrophe; returns how many did."""
    guarded = 0

    def guard(value: Any) -> Any:
        nonlocal guarded
        guarded += is_formula(value)
        return disarmed(value)

    file.write(_csv_line(map(guard, columns)))
    file.writelines(_csv_line(guard(_field(value)) for value in row) for row in rows)
    return guarded


def write_exact_csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    file.write(_csv_line(columns))
    file.writelines(_csv_line(map(_field, row)) for row in rows)
    return 0


def write_json(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    """A list of objects, one on a line."""
    refuse_twins(columns)
    before = "[\n"
    for row in rows:
        item = dict(zip(columns, map(plain, row), strict=True))
        file.write(before + json.dumps(item, ensure_ascii=False, allow_nan=False))
        before = ",\n"
    file.write("[]\n" if before == "[\n" else "\n]\n")
    return 0


def write_markdown(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    """A table as GitHub reads it."""
    for line in (columns, ["---"] * len(columns)):
        file.write(_markdown_line(line))
    file.writelines(_markdown_line(map(cell, row)) for row in rows)
    return 0


TEXT: Mapping[str, Write] = {"csv": write_csv, "json": write_json, "markdown": write_markdown}


def is_long(value: object) -> bool:
    """Whether a decimal has more digits than a program that takes it for a double keeps."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) > DOUBLE_DIGITS


def refuse_twins(columns: tuple[str, ...]) -> None:
    """Refuse columns of the same name where one would hide the other."""
    twins = sorted({name for name in columns if columns.count(name) > 1})
    if twins:
        raise UsageError(f"Two columns are called {twins[0]}", hint=f"give one another name: ... as {twins[0]}_2")


def plain(value: Any) -> Any:
    """A value as CSV and JSON carry it: no NaN, dates as ISO 8601, a decimal of more digits than are kept as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if is_long(value):
        return f"{value:f}"
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return {str(key): plain(item) for key, item in value.items()} if isinstance(value, Mapping) else str(value)


def cell(value: Any) -> str:
    """A value in a table for people: six digits, one line, and nothing that a terminal would obey."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"  # Python's own way of writing it has 0E-10 for a nought of ten places
    return f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split()).translate(_OBEYED)


def _csv_line(fields: Iterable[Any]) -> str:
    """A record. Not by the csv module, which before Python 3.13 leaves a carriage return without quotes."""
    line = ",".join(_quoted(str(field)) if field is not None else "" for field in fields)
    return (line or NOTHING_ALONE) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _field(value: Any) -> Any:
    """A value as a CSV field: what is nested as JSON."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    found = plain(value)
    return json.dumps(found, ensure_ascii=False) if isinstance(found, list | dict) else found


def _markdown_line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in cells) + " |\n"
