"""Any data file, looked at before anybody has said what it is -> its sheets as rows of text, and how they were read.

Only for drafting a study.yml: what is read for good goes through the readers, by what that file then says.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from warehouse.adapters import Engine
from warehouse.document import parse_document
from warehouse.errors import DataError, Place, UsageError
from warehouse.files.archive import unpacked
from warehouse.files.delimited import BYTE_ORDER_MARKS, DELIMITERS, LineTooLongError, bounded_lines
from warehouse.files.text_table import Record, column
from warehouse.files.workbook import cell_text, filled_width, load_sheet, sheet_names
from warehouse.files.workbook_guard import refuse_hostile_workbook
from warehouse.landing.ingest import load, memory_in_words
from warehouse.landing.workspace import workspace
from warehouse.studies.data_file import DataFile, build_data_files

# Enough to know a table by, and little enough to hold.
MOST_ROWS = 50_000
SAMPLE_ROWS = 300
CHUNK = 1 << 20


@dataclass(frozen=True)
class Sheet:
    """The rows of a file or of one of its sheets, blank ones left out, each with its number. `options` are what
    study.yml has to say for it to be read so. `header` is given where the format has one of its own."""

    file: str
    name: str | None
    rows: list[Record]
    options: dict[str, object] = field(default_factory=dict)
    header: tuple[str, ...] | None = None
    is_whole: bool = True
    # Merged cells of a workbook: number of the row, first and last column from 0.
    merged: tuple[tuple[int, int, int], ...] = ()

    @property
    def title(self) -> str:
        return f"{self.file}, sheet {self.name}" if self.name else self.file


def look(engine: Engine, folder: Path, file: str) -> list[Sheet]:
    """The sheets of a file in a study folder that hold anything. Raises DataError for one that cannot be read."""
    data = described(folder, file)
    if data.format in ("delimited", "workbook"):
        with workspace(folder) as scratch:
            path = unpacked(folder / file, data, scratch)
            found = [delimited(path, data)] if data.format == "delimited" else list(workbook(path, data))
    else:
        found = [typed(engine, folder, data)]
    return [sheet for sheet in found if sheet.rows]


def described(folder: Path, file: str) -> DataFile:
    """The file as a study.yml that says nothing of it would describe it."""
    fields = parse_document(json.dumps({"file": file}), "FILES", UsageError).fields(("file",))
    return build_data_files(fields, folder, ())[0]


def delimited(path: Path, data: DataFile) -> Sheet:
    encoding = encoding_of(path, data.file)
    delimiter = delimiter_of(path, encoding)
    rows = list(islice(records(path, encoding, delimiter, data), MOST_ROWS + 1))
    options: dict[str, object] = {}
    if encoding not in ("utf-8-sig", "utf-16"):
        options["encoding"] = encoding
    if delimiter != ",":
        options["delimiter"] = "tab" if delimiter == "\t" else delimiter
    return Sheet(data.file, None, rows[:MOST_ROWS], options, is_whole=len(rows) <= MOST_ROWS)


def encoding_of(path: Path, file: str) -> str:
    """UTF-8 unless a byte of the file forbids it; then what Windows writes, unless a byte forbids that too. Raises
    DataError where the file begins with the mark of an encoding that it does not keep to."""
    with path.open("rb") as stream:
        start = stream.read(4)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    if marked is None:
        return next((name for name in ("utf-8-sig", "cp1252") if decodes(path, name)), "latin-1")
    if not decodes(path, marked):
        what = f"the file begins as text in {marked.removesuffix('-sig')}, and does not go on so"
        raise DataError(what, Place(file), "export it again as UTF-8 CSV")
    return marked


def decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as stream:
            while stream.read(CHUNK):
                pass
    except UnicodeError:
        return False
    return True


def delimiter_of(path: Path, encoding: str) -> str:
    """The one that cuts most rows into equally many cells, and into several. Of two that do, as in `A;1,5;2,5`, the one
    that cuts the names of the columns too: the other is the mark of decimals."""

    def fitness(delimiter: str) -> tuple[float, int]:
        with path.open(encoding=encoding, newline="") as stream:
            sample = islice(bounded_lines(stream), SAMPLE_ROWS)
            try:
                widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter) if any(cells))
            except (csv.Error, LineTooLongError):
                return (0.0, 0)
        several = {width: rows for width, rows in widths.items() if width > 1}
        width = max(several, key=lambda found: several[found] * found, default=0)
        return (several.get(width, 0) / max(1, widths.total()), width)

    fits = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda each: (round(fits[each][0], 1), fits[each][1], fits[each][0]))


def records(path: Path, encoding: str, delimiter: str, data: DataFile) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for number, cells in enumerate(csv.reader(bounded_lines(stream), delimiter=delimiter), 1):
                if any(cell.strip() for cell in cells):
                    yield number, cells
        except (csv.Error, LineTooLongError):
            raise DataError(
                "the file cannot be read as delimited text", Place(data.file), "see that it is text"
            ) from None


def workbook(path: Path, data: DataFile) -> Iterator[Sheet]:
    refuse_hostile_workbook(path, data)
    names = sheet_names(path, data)
    for name in names:
        _, cells, ranges = load_sheet(path, DataFile(data.file, data.format, data.line, data.suffix, sheet=name))
        texts = (
            (number, [cell_text(cell, ".") for cell in row[: filled_width(row)]]) for number, row in enumerate(cells, 1)
        )
        rows = [(number, row) for number, row in texts if any(cell.strip() for cell in row)]
        options: dict[str, object] = {"sheet": name} if len(names) > 1 else {}
        merged = tuple((first[0] + 1, first[1], last[1]) for first, last in ranges)
        yield Sheet(data.file, name, rows[:MOST_ROWS], options, None, len(rows) <= MOST_ROWS, merged)


def typed(engine: Engine, folder: Path, data: DataFile) -> Sheet:
    """A file whose format says which its columns are. Labels of codes, where it has them, say what the codes mean."""
    codes = typed_as_is(engine, folder, data)
    if data.format != "statistical":
        return codes
    labels = typed_as_is(engine, folder, replace(data, labelled="labels"))
    return codes if labels.rows == codes.rows else replace(labels, options={"labelled": "labels"})


def typed_as_is(engine: Engine, folder: Path, data: DataFile) -> Sheet:
    with memory_in_words(data.file):
        table = load(engine, folder, data)
    names = ", ".join(column(number) for number in range(1, len(table.header) + 1))
    found = engine.rows(f"select {names} from received_file where not is_blank limit {MOST_ROWS + 1}")
    rows = [(number, ["" if cell is None else str(cell) for cell in row]) for number, row in enumerate(found, 2)]
    engine.execute("drop table received_file")
    return Sheet(data.file, None, rows[:MOST_ROWS], {}, table.header, len(rows) <= MOST_ROWS)
