"""Worked examples in Markdown -> Examples: the tables that are given, and those that models make of them.

    ## The sample nearest to the target stands for the visit

    Of two as near, the later.

    With `tie: later`.

    Given `raw.analytes`

    | subject_id | study_day | result |
    |------------|-----------|--------|
    | S1         | -5        | 3      |

    Gives `int_analytes_windowed` where `is_chosen`

    | subject_id | value |
    |------------|-------|
    | S1         | 3     |

Everything else is prose. What stands before the first `##` is given in every example of the file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from warehouse.document import load_text, parse_document
from warehouse.errors import ModelError, Place

FOLDER = "examples"
GIVEN, GIVES = "Given", "Gives"

_SAID = re.compile(r"(Given|Gives) `([\w.()']+)`(?: where `([^`]+)`)?[:.]?")
_SETTINGS = re.compile(r"With (`[^`]+`(?:(?:, | and )`[^`]+`)*)[:.]?")
_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_CELL_END = re.compile(r"(?<!\\)\|")
_EMPTY_TEXT = "''"


@dataclass(frozen=True)
class Row:
    """A drawn row: its line, and its cells as written; None where a cell is empty."""

    line: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Drawn:
    """A table as drawn. `name` is what the text calls it, `where` the condition on the rows that are meant."""

    name: str
    line: int
    where: str | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, object]:
        rows = [list(row.cells) for row in self.rows]
        return {"name": self.name, "where": self.where, "columns": list(self.columns), "rows": rows}


@dataclass(frozen=True)
class Example:
    title: str
    path: str
    line: int
    given: tuple[Drawn, ...]
    gives: tuple[Drawn, ...]
    settings: Mapping[str, object]
    about: str = ""

    @property
    def place(self) -> Place:
        return Place(self.path, self.line)


@dataclass
class _Part:
    """What stands under one heading, as it is read."""

    title: str
    line: int
    tables: dict[str, list[Drawn]] = field(default_factory=lambda: {GIVEN: [], GIVES: []})
    settings: dict[str, object] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


def find_examples(roots: Iterable[Path]) -> list[Example]:
    """The worked examples of each SQL folder. Raises ModelError at the line that cannot be read."""
    return [
        example
        for root in roots
        for path in sorted((root / FOLDER).glob("**/*.md"))
        for shown in [f"{root.name}/{path.relative_to(root)}"]
        for example in _examples(load_text(path, shown, ModelError), shown)
    ]


@lru_cache(maxsize=256)
def _examples(text: str, path: str) -> tuple[Example, ...]:
    """An example is never changed, so that a process which builds again and again reads a text once."""
    return tuple(read_examples(text, path))


def read_examples(text: str, path: str) -> list[Example]:
    """The examples of one file; a file without `##` has none, and may say what the others are about."""
    parts = [_Part("", 1)]
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("## "):
            parts.append(_Part(line[3:].strip(), number))
            continue
        if line.startswith("|"):
            raise ModelError("A table that is neither given nor made", Place(path, number), "write Given `name` above")
        if line.startswith("With `"):
            parts[-1].settings |= _settings(line, path, number)
        elif line.startswith((f"{GIVEN} `", f"{GIVES} `")):
            number = _read_table(parts[-1], lines, number, path)
        else:
            parts[-1].text.append(line)
    common, *own = parts
    if common.tables[GIVES]:
        place = Place(path, common.tables[GIVES][0].line)
        raise ModelError("What an example gives stands under its title", place, "write '## title' above")
    return [_example(part, common, path) for part in own]


def _example(part: _Part, common: _Part, path: str) -> Example:
    if not part.tables[GIVES]:
        hint = "write Gives `model` and a table of what it makes"
        raise ModelError(f"The example '{part.title}' gives nothing", Place(path, part.line), hint)
    named = {table.name for table in part.tables[GIVEN]}
    given = [table for table in common.tables[GIVEN] if table.name not in named] + part.tables[GIVEN]
    about, settings = "\n".join(part.text).strip(), common.settings | part.settings
    return Example(part.title, path, part.line, tuple(given), tuple(part.tables[GIVES]), settings, about)


def _settings(line: str, path: str, number: int) -> dict[str, object]:
    found = _SETTINGS.fullmatch(line.strip())
    if found is None:
        raise ModelError("The settings cannot be read", Place(path, number), "With `name: value` and `other: value`.")
    texts = re.findall(r"`([^`]+)`", found.group(1))
    nodes = [parse_document(text, path, ModelError, number).mapping() for text in texts]
    return {name: node.plain() for mapping in nodes for name, node in mapping.items()}


def _read_table(part: _Part, lines: list[str], number: int, path: str) -> int:
    """The table that the line before `number` announces, put with its part. Returns the number of the line after it."""
    said = _SAID.fullmatch(lines[number - 1].strip())
    if said is None:
        place = Place(path, number)
        raise ModelError(
            "What is given or made cannot be read", place, f"{GIVEN} `name`, or {GIVES} `name` where `...`"
        )
    start = number
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    word, name, where = said.groups()
    part.tables[word].append(_drawn((name, number, where), lines[start:end], start + 1, path))
    return end


def _drawn(said: tuple[str, int, str | None], lines: list[str], first: int, path: str) -> Drawn:
    name, line, where = said
    if len(lines) < 2 or not _RULE.fullmatch(lines[1].strip()):
        hint = "| column | other |, then |---|---|, then a line for each row"
        raise ModelError(f"There is no table of '{name}' below", Place(path, line), hint)
    columns = _cells(lines[0])
    rows = []
    for number, text in enumerate(lines[2:], first + 2):
        cells = _cells(text)
        if len(cells) != len(columns):
            what = f"The row has {len(cells)} cells, but the table has {len(columns)} columns"
            raise ModelError(
                what, Place(path, number), r"an empty cell is a missing value; write a bar in a text as \|"
            )
        rows.append(Row(number, tuple(_value(cell) for cell in cells)))
    return Drawn(name, line, where, tuple(columns), tuple(rows))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in _CELL_END.split(_inner(line))]


def _inner(line: str) -> str:
    """A row without its first and last bar."""
    text = line.strip()[1:]
    return text[:-1] if text.endswith("|") and not text.endswith(r"\|") else text


def _value(cell: str) -> str | None:
    if cell == _EMPTY_TEXT:
        return ""
    return cell or None
