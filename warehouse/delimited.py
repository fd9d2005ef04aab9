"""A delimited text file -> a text table.

A plain UTF-8 file is left to the engine, which reads millions of rows a second. Whatever might make the engine count or
cut records differently from a person (another encoding, blank lines, a preamble, quotes out of place) goes the slow way
through Python's csv module, which also finds the row that is wrong.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from warehouse.errors import DataError, Place
from warehouse.study import SourceMapping
from warehouse.text_table import TextTable, checked_header, rewritten, select_csv

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 16
CHUNK = 1 << 20
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# By the line end of the header: a blank line, or a line end of another kind, which the engine may take for its own.
ODD_LINES = {"\n": re.compile(rb"\n\n|\r"), "\r\n": re.compile(rb"\n\r\n|[^\r]\n|\r[^\n]")}


@dataclass(frozen=True)
class Delimited:
    """A file, and how its text is to be understood."""

    path: Path
    file: str
    encoding: str
    delimiter: str
    header_row: int

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        return Place(self.file, row=row, column=column)


def read_delimited(path: Path, mapping: SourceMapping, workspace: Path) -> TextTable:
    """The text table of a delimited file; what must be rewritten is written to `workspace`."""
    encoding = mapping.encoding or detected_encoding(path)
    if path.stat().st_size == 0:
        raise DataError("the file is empty", Place(mapping.file), "leave the file out of study.yml, or fill it")
    delimiter = mapping.delimiter or detected_delimiter(path, encoding, mapping)
    source = Delimited(path, mapping.file, encoding, delimiter, mapping.header_row)
    header = read_header(source)
    lines = plain_lines(source)
    if lines:
        select = select_csv(path, len(header), delimiter, line_end(source), numbered=False)
        return TextTable(header, select, "rowid + 2", records=lines - 1)
    return careful(source, header, workspace)


def careful(source: Delimited, header: tuple[str, ...], workspace: Path) -> TextTable:
    """The slow way, which either succeeds or says which row is wrong."""
    try:
        return rewritten(workspace / "records.csv", header, checked_records(source, len(header)))
    except UnicodeError:
        raise undecodable(source) from None


def reread_delimited(path: Path, mapping: SourceMapping, table: TextTable, workspace: Path) -> TextTable:
    """The slow way for a file that looked plain."""
    encoding = mapping.encoding or detected_encoding(path)
    delimiter = mapping.delimiter or detected_delimiter(path, encoding, mapping)
    return careful(Delimited(path, mapping.file, encoding, delimiter, mapping.header_row), table.header, workspace)


def detected_encoding(path: Path) -> str:
    """By the byte order mark; without one it is UTF-8 or it has to be declared."""
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8-sig")


def detected_delimiter(path: Path, encoding: str, mapping: SourceMapping) -> str:
    """The delimiter that cuts the first records into equally many columns, the mapped ones among them."""
    sample = sample_text(path, encoding)
    wanted = {column.column for column in mapping.columns}

    def fitness(delimiter: str) -> tuple[bool, int, int]:
        records = csv.reader(StringIO(sample), delimiter=delimiter)
        rows = [row for row in islice(records, mapping.header_row - 1, mapping.header_row + 100) if row]
        header = [name.strip() for name in rows[0]] if rows else []
        return all(len(row) == len(header) for row in rows), len(wanted.intersection(header)), len(header)

    fits = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    several = {delimiter: fit for delimiter, fit in fits.items() if fit[2] > 1}
    return max(several, key=lambda delimiter: several[delimiter]) if several else ","


def sample_text(path: Path, encoding: str) -> str:
    """The first lines; bytes that cannot be decoded are met again, and refused, when the records are read."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        text = stream.read(SAMPLE)
    return text if len(text) < SAMPLE else text[: text.rfind("\n") + 1]


def records(source: Delimited) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, from 1; a blank line counts, as it does in a spreadsheet, but is not yielded."""
    with source.path.open(encoding=source.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=source.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if len(cells) > 1 or "".join(cells).strip(" "):
                    yield number, cells
        except csv.Error:
            hint = 'close every quotation mark, and double one that is part of a text: "5 "" long"'
            raise DataError("a quotation mark is out of place", source.place(number + 1), hint) from None


def read_header(source: Delimited) -> tuple[str, ...]:
    """The column names."""
    try:
        found = (record for record in records(source) if record[0] >= source.header_row)
        number, cells = next(found, (0, []))
        if number != source.header_row:
            what = "the file is empty" if number == 0 and source.header_row == 1 else "there is no header"
            raise DataError(what, source.place(source.header_row), "header_row: the row that holds the column names")
        return checked_header(cells, source.place(number))
    except UnicodeError:
        raise undecodable(source) from None


def checked_records(source: Delimited, width: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in records(source):
        if number <= source.header_row:
            continue
        # Exports that end every row with a delimiter are common; what is after it is nothing.
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) != width:
            what = f"cells in this row: {len(cells)}, in the header: {width}"
            hint = "quote the texts that hold the delimiter, or declare the delimiter in study.yml"
            raise DataError(what, source.place(number), hint)
        yield number, cells


def plain_lines(source: Delimited) -> int | None:
    """How many records a file has that the engine is sure to cut as a person would; None when it is not sure."""
    has_glob = any(sign in str(source.path) for sign in "*?[")
    codec = codecs.lookup(source.encoding).name
    if (
        codec not in ("utf-8", "utf-8-sig", "ascii")
        or source.header_row > 1
        or has_glob
        or not has_short_header(source)
    ):
        return None
    scan = Scan(source)
    with source.path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not scan.takes(chunk):
                return None
    return scan.lines + (not scan.tail.endswith(b"\n"))


class Scan:
    """Goes through the bytes of a file once, refuses what is not text, and counts the line ends outside quotes."""

    def __init__(self, source: Delimited) -> None:
        self.source = source
        self.lines = 0
        self.tail = b""
        delimiter = re.escape(source.delimiter.encode())
        # Inside an unquoted text, or parted from the delimiter by blanks.
        self.odd_quote = re.compile(rb'[^"\r\n' + delimiter + rb']"[^"\r\n' + delimiter + rb']|[ \t]"|"[ \t]')
        self.odd_lines = ODD_LINES[line_end(source)]
        self.decoder = codecs.getincrementaldecoder("ascii" if source.encoding == "ascii" else "utf-8")()
        self.is_quoted = False

    def takes(self, chunk: bytes) -> bool:
        """Whether the file is still plain after this piece of it."""
        try:
            self.decoder.decode(chunk)
        except UnicodeDecodeError:
            raise undecodable(self.source) from None
        if b"\0" in chunk:
            hint = "encoding: utf-16, if it is that"
            raise DataError("this is not text: it holds NUL bytes", self.source.place(), hint)
        piece = self.tail + chunk
        self.tail = piece[-2:]
        self.count(chunk)
        return not self.odd_lines.search(piece) and not (b'"' in piece and self.odd_quote.search(piece))

    def count(self, chunk: bytes) -> None:
        """Between one quotation mark and the next, a line end is part of a text; a doubled mark changes nothing."""
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                self.is_quoted = not self.is_quoted
            if not self.is_quoted:
                self.lines += part.count(b"\n")


def has_short_header(source: Delimited) -> bool:
    """Whether the header is one line: a quoted line break in a column name leaves a quotation mark open at its end."""
    line = first_line(source)
    return bool(line.strip()) and line.count(b'"') % 2 == 0


def line_end(source: Delimited) -> str:
    return "\r\n" if first_line(source).endswith(b"\r\n") else "\n"


def first_line(source: Delimited) -> bytes:
    with source.path.open("rb") as stream:
        return stream.readline()


def undecodable(source: Delimited) -> DataError:
    """Which row holds the bytes that are not of this encoding. The bytes before them are, so they can be counted."""
    codec = codecs.lookup(source.encoding).name
    content = source.path.read_bytes()
    try:
        content.decode(codec)
        row = None
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, errors="replace")
        row = max(1, sum(1 for _ in csv.reader(StringIO(before + "x", newline=""), delimiter=source.delimiter)))
    except UnicodeError:
        row = None
    shown = "utf-8" if codec == "utf-8-sig" else codec
    return DataError(f"the text is not {shown}", source.place(row), "encoding: latin-1, cp1252 or utf-16 in study.yml")
