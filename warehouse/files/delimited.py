"""A delimited text file -> a text table.

A plain UTF-8 file is left to the engine, which reads millions of rows a second. Whatever might make the engine count or
cut records differently from a person (another encoding, blank lines, a preamble, quotes out of place) goes the slow way
through Python's csv module, which also finds the row that is wrong.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO, TextIOBase
from itertools import islice
from operator import itemgetter
from pathlib import Path

from warehouse.errors import DataError, Place
from warehouse.files.column_names import column_names
from warehouse.files.text_table import LONGEST_LINE, Beyond, Record, TextTable, rewritten, rows_of_table, select_csv
from warehouse.studies.data_file import DataFile

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 16
CHUNK = 1 << 20

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Delimited:
    """A file, and how its text is to be understood."""

    path: Path
    data: DataFile
    encoding: str
    delimiter: str

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        return Place(self.data.file, row=row, column=column)


class LineTooLongError(Exception):
    """A line has no end within reason."""


def read_delimited(path: Path, data: DataFile, workspace: Path) -> TextTable:
    """The text table of a delimited file; what must be rewritten is written to `workspace`."""
    source = described(path, data)
    header = read_header(source)
    lines = plain_lines(source, len(header))
    if lines:
        select = select_csv(path, len(header), source.delimiter, line_end(source), numbered=False)
        return TextTable(header, select, "rowid + 2", records=lines - 1)
    return careful(source, header, workspace)


def described(path: Path, data: DataFile) -> Delimited:
    encoding = data.encoding or detected_encoding(path)
    if path.stat().st_size == 0:
        raise DataError("the file is empty", Place(data.file), "leave the file out of study.yml, or fill it")
    return Delimited(path, data, encoding, data.delimiter or detected_delimiter(path, encoding, data))


def careful(source: Delimited, header: tuple[str, ...], workspace: Path) -> TextTable:
    """The slow way, which either succeeds or says which row is wrong."""
    beyond = Beyond()
    try:
        table = rewritten(workspace / "records.csv", header, checked_records(source, len(header), beyond))
    except UnicodeError:
        raise undecodable(source) from None
    return replace(table, beyond=beyond.rows)


def reread_delimited(path: Path, data: DataFile, table: TextTable, workspace: Path) -> TextTable:
    """The slow way for a file that looked plain."""
    return careful(described(path, data), table.header, workspace)


def detected_encoding(path: Path) -> str:
    """By the byte order mark; without one it is UTF-8 or it has to be declared."""
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8-sig")


def detected_delimiter(path: Path, encoding: str, data: DataFile) -> str:
    """The delimiter that cuts the first records into equally many columns, the mapped ones among them."""
    sample = sample_text(path, encoding)
    wanted = set(data.wanted)

    def fitness(delimiter: str) -> tuple[bool, int, int]:
        records = csv.reader(StringIO(sample), delimiter=delimiter)
        try:
            rows = [row for row in islice(records, data.header_row - 1, data.header_row + 100) if row]
        except csv.Error:
            # A lone carriage return, say: whichever delimiter it is, reading the records says what is wrong and where.
            return False, 0, 0
        header = [name.strip() for name in rows[0]] if rows else []
        return all(len(row) == len(header) for row in rows), len(wanted.intersection(header)), len(header)

    fits = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    several = {delimiter: fit for delimiter, fit in fits.items() if fit[2] > 1}
    return max(several, key=lambda delimiter: several[delimiter]) if several else ","


def sample_text(path: Path, encoding: str) -> str:
    """The first lines; bytes that cannot be decoded are met again, and refused, when the records are read."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        text = stream.read(SAMPLE)
    return text if len(text) < SAMPLE else text[: text.rfind("\n") + 1] or text


def records(source: Delimited) -> Iterator[Record]:
    """Every record with its number, from 1; a blank line counts, as it does in a spreadsheet, but is not yielded."""
    with source.path.open(encoding=source.encoding, newline="") as stream:
        reader = csv.reader(bounded_lines(stream), delimiter=source.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if len(cells) > 1 or "".join(cells).strip(" "):
                    yield number, cells
        except LineTooLongError:
            what = f"a line is longer than {LONGEST_LINE:,} characters"
            raise DataError(what, source.place(number + 1), "see whether the file is text with ends of lines") from None
        except csv.Error:
            hint = 'close every quotation mark, and double one that is part of a text: "5 "" long"'
            raise DataError("a quotation mark is out of place", source.place(number + 1), hint) from None


def bounded_lines(stream: TextIOBase) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise LineTooLongError
        yield line


def read_header(source: Delimited) -> tuple[str, ...]:
    """The column names."""
    rows: dict[int, list[str]] = {}
    last, has_records = source.data.header_row, False
    try:
        for number, cells in records(source):
            has_records = number > last
            if has_records:
                break
            rows[number] = cells
    except UnicodeError:
        raise undecodable(source) from None
    if last not in rows:
        what = "the file is empty" if not has_records and last == 1 else "there is no header"
        raise DataError(what, source.place(last), "header_row: the row that holds the column names")
    parts = [rows.get(number, []) for number in source.data.header_rows]
    return column_names(parts, max(len(part) for part in parts))


def checked_records(source: Delimited, width: int, beyond: Beyond) -> Iterator[Record]:
    body = (record for record in records(source) if record[0] > source.data.header_row)
    first: tuple[int, int] | None = None
    for number, cells in rows_of_table(body, source.data, beyond):
        own = (number, len(cells))
        # Exports that end every row with a delimiter are common; what is after it is nothing.
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) < width and source.data.ragged == "fill":
            cells.extend([""] * (width - len(cells)))
        if len(cells) != width:
            what = f"cells in this row: {len(cells)}, in the header: {width}"
            raise DataError(what, source.place(number), hint_for_ragged(len(cells) < width))
        if own[1] >= width and any(cells):
            first = first or own
            refuse_if_moved(source, first, own, width)
        yield number, cells


def refuse_if_moved(source: Delimited, first: tuple[int, int], own: tuple[int, int], width: int) -> None:
    """A row that alone has one more cell, be it empty, may hold an unquoted 1,240, which moves what follows it."""
    (_, fewest), (number, cells) = sorted((first, own), key=itemgetter(1))
    if fewest < cells:
        what = f"cells in this row: {cells}, in others: {fewest}, in the header: {width}"
        raise DataError(what, source.place(number), 'quote the texts and numbers that hold the delimiter: "1,240"')


def hint_for_ragged(is_short: bool) -> str:
    quoted = "quote the texts that hold the delimiter, or declare the delimiter in study.yml"
    return "ragged: fill, if what is missing at the end is empty; or stop_at, for footnotes" if is_short else quoted


def plain_lines(source: Delimited, width: int) -> int | None:
    """How many records a file has that the engine is sure to cut as a person would; None when it is not sure."""
    has_glob = any(sign in str(source.path) for sign in "*?[")
    codec = codecs.lookup(source.encoding).name
    if (
        codec not in ("utf-8", "utf-8-sig", "ascii")
        or source.data.header_row > 1
        or source.data.has_end
        or source.data.ragged == "fill"
        or has_glob
        or not has_short_header(source)
    ):
        return None
    scan = Scan(source)
    with source.path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not scan.takes(chunk):
                return None
    lines = scan.lines + (not scan.tail.endswith(b"\n"))
    # The engine drops an empty cell beyond the header, of one row as of all.
    return lines if scan.delimiters == lines * (width - 1) else None


class Scan:
    """Goes through a file's bytes once, refuses what is no text, counts delimiters and line ends outside quotes."""

    def __init__(self, source: Delimited) -> None:
        self.source = source
        self.delimiter = source.delimiter.encode()
        self.lines = self.delimiters = 0
        self.tail = b""
        # Inside an unquoted text, or parted from the delimiter by blanks. The mark stands first, so that a search goes
        # from mark to mark; looked at one by one, all other bytes would take fifty times as long.
        plain = rb'[^"\r\n' + re.escape(self.delimiter) + rb"]"
        self.odd_quote = re.compile(rb'"(?:(?<=' + plain + rb'")(?=' + plain + rb')|(?<=[ \t]")|(?=[ \t]))')
        self.has_odd_lines = {"\n": has_odd_line_feeds, "\r\n": has_odd_pairs}[line_end(source)]
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
        return not self.has_odd_lines(piece) and not (b'"' in piece and self.odd_quote.search(piece))

    def count(self, chunk: bytes) -> None:
        """Between one quotation mark and the next, a line end is part of a text; a doubled mark changes nothing."""
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                self.is_quoted = not self.is_quoted
            if not self.is_quoted:
                self.lines += part.count(b"\n")
                self.delimiters += part.count(self.delimiter)


def has_odd_line_feeds(piece: bytes) -> bool:
    """Whether, where lines end in one character, some line is blank or has another end, which the engine may take for
    its own. Searched without a pattern, which would take longer than all else that a large file goes through here."""
    return b"\r" in piece or b"\n\n" in piece


def has_odd_pairs(piece: bytes) -> bool:
    """The same where lines end in two. Of an end that a piece cuts in two, the next piece has both halves."""
    pairs = piece.count(b"\r\n")
    feeds = piece.count(b"\n") - piece.startswith(b"\n")
    returns = piece.count(b"\r") - piece.endswith(b"\r")
    return not feeds == returns == pairs or b"\n\r\n" in piece


def has_short_header(source: Delimited) -> bool:
    """Whether the header is one line: a quoted line break in a column name leaves a quotation mark open at its end."""
    line = first_line(source)
    return bool(line.strip()) and line.count(b'"') % 2 == 0


def line_end(source: Delimited) -> str:
    return "\r\n" if first_line(source).endswith(b"\r\n") else "\n"


def first_line(source: Delimited) -> bytes:
    with source.path.open("rb") as stream:
        return stream.readline(LONGEST_LINE)


def undecodable(source: Delimited) -> DataError:
    """Which row holds the bytes that are not of this encoding: the first that only a lenient reading gets through."""
    codec = codecs.lookup(source.encoding).name
    row = None
    if codec in ("utf-8", "utf-8-sig", "ascii"):
        with source.path.open(encoding=codec, errors="surrogateescape", newline="") as stream:
            row = first_row_with(re.compile("[\udc80-\udcff]"), stream, source.delimiter)
    shown = "utf-8" if codec == "utf-8-sig" else codec
    return DataError(f"the text is not {shown}", source.place(row), "encoding: latin-1, cp1252 or utf-16 in study.yml")


def first_row_with(sign: re.Pattern[str], stream: TextIOBase, delimiter: str) -> int | None:
    reader = csv.reader(bounded_lines(stream), delimiter=delimiter)
    try:
        return next((number for number, cells in enumerate(reader, 1) if sign.search("".join(cells))), None)
    except (csv.Error, LineTooLongError):
        return None
