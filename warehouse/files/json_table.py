"""JSON lines or CDISC Dataset-JSON -> a text table. A number is the text that stands in the file, digit for digit."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from warehouse.errors import DataError, Place
from warehouse.files.text_table import LONGEST_LINE, Record, TextTable, rewritten
from warehouse.studies.data_file import DataFile

# A document that is one value has to be held in memory; as lines it does not.
LARGEST_DOCUMENT = 200 << 20

NO_TEXT = "a text has half a character, a surrogate without its other half"
HINT = "one object a line ({...}), or Dataset-JSON"


def read_json(path: Path, data: DataFile, workspace: Path) -> TextTable:
    """The text table of either form. Objects need not have the same keys: their columns are all that occur."""
    if path.stat().st_size == 0:
        raise DataError("the file is empty", Place(data.file), "leave the file out of study.yml, or fill it")
    if data.suffix == ".json":
        header, rows = document_table(whole_document(path, data), data)
    else:
        header, rows = lines_table(path, data)
    if not is_text("".join(header)):
        raise DataError(f"the names of the columns: {NO_TEXT}", Place(data.file), "export the file again")
    if not header or len(set(header)) < len(header) or not all(name.strip() for name in header):
        raise DataError("the columns have no names, or some the same", Place(data.file), HINT)
    return rewritten(workspace / "records.csv", header, checked_rows(rows, len(header), data))


def checked_rows(rows: Iterable[Record], width: int, data: DataFile) -> Iterator[Record]:
    for number, cells in rows:
        if len(cells) != width:
            what = f"values in this row: {len(cells)}, columns: {width}"
            raise DataError(what, Place(data.file, row=number), "export the file again")
        if not is_text("".join(cells)):
            raise DataError(NO_TEXT, Place(data.file, row=number), "export the file again")
        yield number, cells


def is_text(value: str) -> bool:
    """JSON can name half a character (`\\ud800`), which no file of text can hold."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def lines_table(path: Path, data: DataFile) -> tuple[tuple[str, ...], Iterable[Record]]:
    first = next(json_lines(path, data), None)
    if first is None:
        raise DataError("the file is empty", Place(data.file), "leave the file out of study.yml, or fill it")
    if isinstance(first[1], dict) and "columns" in first[1] and "datasetJSONVersion" in first[1]:
        header = column_names(first[1]["columns"], data)
        return header, ((number - 1, texts(row, number, data)) for number, row in json_lines(path, data) if number > 1)
    names: dict[str, None] = {}
    for number, value in json_lines(path, data):
        names |= dict.fromkeys(as_object(value, number, data))
    return tuple(names), objects(json_lines(path, data), tuple(names), data)


def objects(values: Iterable[tuple[int, object]], header: tuple[str, ...], data: DataFile) -> Iterator[Record]:
    for number, value in values:
        row = as_object(value, number, data)
        yield number, [text(row.get(name)) for name in header]


def as_object(value: object, number: int, data: DataFile) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise DataError("this row is not an object", Place(data.file, row=number), HINT)


def json_lines(path: Path, data: DataFile) -> Iterator[tuple[int, Any]]:
    """Each line's value with the number of the line; blank lines count and hold nothing."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            while line := stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    what = f"a line is longer than {LONGEST_LINE:,} characters"
                    raise DataError(what, Place(data.file, row=number), HINT)
                if line.strip():
                    yield number, parsed(line, data.decimal)
    except (ValueError, RecursionError):
        raise DataError("this is not JSON", Place(data.file, row=number or 1), HINT) from None


def whole_document(path: Path, data: DataFile) -> Any:
    if path.stat().st_size > LARGEST_DOCUMENT:
        what = f"the file is one JSON value of more than {LARGEST_DOCUMENT >> 20} MB"
        raise DataError(what, Place(data.file), "export it as lines: .jsonl or .ndjson")
    try:
        return parsed(path.read_text(encoding="utf-8-sig"), data.decimal)
    except (ValueError, RecursionError):
        raise DataError("this is not JSON", Place(data.file), HINT) from None


def document_table(document: Any, data: DataFile) -> tuple[tuple[str, ...], Iterable[Record]]:
    """Dataset-JSON 1.1 (`columns`, `rows`), 1.0 (`items`, `itemData`), or a list of objects."""
    if isinstance(document, list):
        names = tuple(dict.fromkeys(name for n, row in enumerate(document, 1) for name in as_object(row, n, data)))
        return names, objects(enumerate(document, 1), names, data)
    found = next(iter(tables(document)), None)
    if found is None:
        raise DataError("this JSON is no table", Place(data.file), HINT)
    columns, rows = found
    if not isinstance(rows, list):
        raise DataError("this JSON is no table", Place(data.file), HINT)
    return column_names(columns, data), ((n, texts(row, n, data)) for n, row in enumerate(rows, 1))


def tables(document: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(document, dict):
        return
    if "columns" in document and "rows" in document:
        yield document["columns"], document["rows"]
    for part in ("clinicalData", "referenceData"):
        groups = document.get(part, {})
        groups = groups.get("itemGroupData", {}) if isinstance(groups, dict) else {}
        for group in groups.values() if isinstance(groups, dict) else ():
            if isinstance(group, dict) and "items" in group and "itemData" in group:
                yield group["items"], group["itemData"]


def column_names(columns: Any, data: DataFile) -> tuple[str, ...]:
    if not isinstance(columns, list) or not all(isinstance(item, dict) and "name" in item for item in columns):
        raise DataError("the columns of this Dataset-JSON have no names", Place(data.file), HINT)
    return tuple(text(item["name"]) for item in columns)


def texts(row: object, number: int, data: DataFile) -> list[str]:
    if not isinstance(row, list):
        raise DataError("this row is not a list of values", Place(data.file, row=number), HINT)
    return [text(value) for value in row]


def text(value: object) -> str:
    """A value as written; what is nested stays JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parsed(line: str, decimal: str) -> Any:
    return json.loads(
        line,
        parse_float=lambda digits: digits.replace(".", decimal),
        parse_int=str,
        parse_constant=refuse_constant,
        object_pairs_hook=refuse_twice,
    )


def refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key comes twice")
    return found
