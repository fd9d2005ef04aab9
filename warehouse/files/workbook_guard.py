"""What a workbook must not be, looked at before any reader opens it: a bomb, a mirror of other files, a promise.

A workbook is a zip of XML, or of binary records (.xlsb). Reading one makes a grid of every cell between the first and
the last, so a single cell far to the right of the last row is a bomb too; the grid is measured here, in what the zip
holds.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import DataError, Place
from warehouse.files.archive import DAMAGES, HARMLESS_BYTES, LARGEST_RATIO, bomb
from warehouse.studies.data_file import DataFile

MOST_CELLS = 50_000_000
CHUNK = 1 << 22
# No empty formula is longer, so none is lost between two pieces.
OVERLAP = 1 << 12

# Looked for by a letter or word, and only then by what stands before it: several times as quick in a large sheet.
# Attributes come in any order and either quotes, and a value may hold what would end the element outside of quotes.
ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
CELL_COLUMN = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["']([A-Za-z]{1,9})""")
# Nine digits are too many for any sheet, more say no more.
CELL_ROW = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["'][A-Za-z]+0*([0-9]{1,9})""")
NAMED_ROW = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["']0*([0-9]{1,9})""")
# A cell without a name is beside the one before it, a row without a number below.
UNNAMED_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?! r=)(?=[\s/>])(?!" + ATTRIBUTES + rb"\sr\s*=)")
UNNAMED_ROW = re.compile(rb"row(?<=[<:]row)(?=[\s/>])(?!" + ATTRIBUTES + rb"\sr\s*=)")
ROW = re.compile(rb"row(?<=[<:]row)(?=[\s/>])")
UNCALCULATED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
ROW_OR_CELL = re.compile(rb"<table:table-(row|cell)(?=[\s/>])(" + ATTRIBUTES.replace(b"*?", b"*") + rb")>")
TIMES = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']\s*0*([0-9]{1,9})""")
MOST_REPEATED = 20_000

# Of the records of a binary sheet [MS-XLSB]: where its cells begin and end, what opens a row, and cells with a content.
BINARY = ".xlsb"
CELLS_BEGIN, CELLS_END = 145, 146
ROW_HEADER = 0
FILLED_CELLS = frozenset((*range(2, 12), 62))


def refuse_hostile_workbook(path: Path, data: DataFile) -> None:
    """Nothing is done about .xls, which is no zip and cannot hold more than 16 million cells."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(archive, path, data)
            refuse_external_links(archive, data)
            for name in archive.namelist():  # of any name, because the workbook itself says which of them are sheets
                if name == "content.xml":
                    refuse_repetition(archive, name, data)
                else:
                    refuse_sheet(archive, name, data)
                if data.suffix == BINARY:
                    refuse_far(*binary_reach(archive.read(name)), data)
    except DAMAGES:
        hint = "open and save it again as .xlsx, without a password"
        raise DataError("the file cannot be read as a workbook", Place(data.file), hint) from None


def refuse_bomb(archive: zipfile.ZipFile, path: Path, data: DataFile) -> None:
    """By what the archive says of its members; Python stops reading a member at the size that it says."""
    claimed = sum(info.file_size for info in archive.infolist())
    if claimed > max(HARMLESS_BYTES, LARGEST_RATIO * path.stat().st_size):
        raise bomb(data)


def refuse_external_links(archive: zipfile.ZipFile, data: DataFile) -> None:
    if any(name.lower().startswith("xl/externallinks/") for name in archive.namelist()):
        what = "the workbook takes values from other workbooks, so what it shows may not be what they hold"
        raise DataError(what, Place(data.file), "break its links (Data, Edit Links, Break Link) and save it again")


@dataclass
class Grid:
    """How far a sheet reaches, by its elements so far; of cells that are named and of those that are only counted."""

    row: int = 0
    column: int = 0
    numbered_row: int = 0
    unnamed_rows: int = 0
    unnamed_cells: int = 0
    unnamed_in_row: int = 0

    def add(self, piece: bytes) -> None:
        self.column = max([self.column, *map(column_number, set(CELL_COLUMN.findall(piece)))])
        self.row = max([self.row, *map(int, CELL_ROW.findall(piece))])
        if self.unnamed_cells or UNNAMED_CELL.search(piece):
            for place, row in enumerate(ROW.split(piece)):
                found = len(UNNAMED_CELL.findall(row))
                self.unnamed_in_row = found if place else self.unnamed_in_row + found
                self.unnamed_cells = max(self.unnamed_cells, self.unnamed_in_row)
        self.numbered_row = max([self.numbered_row, *map(int, NAMED_ROW.findall(piece))])
        self.unnamed_rows += len(UNNAMED_ROW.findall(piece))

    @property
    def reach(self) -> tuple[int, int]:
        """The last row and column. A row without cells, as far down as it may be, is none."""
        if not self.unnamed_cells:
            return self.row, self.column
        return max(self.row, self.numbered_row + self.unnamed_rows), self.column + self.unnamed_cells


def refuse_sheet(archive: zipfile.ZipFile, name: str, data: DataFile) -> None:
    grid = Grid()
    for piece in pieces(archive, name):
        if b"f>" in piece and UNCALCULATED.search(piece):
            what = "a formula of the workbook was never calculated, so its cell would be empty"
            raise DataError(what, Place(data.file), "open and save it with a spreadsheet program")
        grid.add(piece)
    refuse_far(*grid.reach, data)


def refuse_far(last_row: int, last_column: int, data: DataFile) -> None:
    if last_row * last_column > MOST_CELLS:
        what = f"a sheet reaches to row {last_row:,} and column {last_column:,}, which is too large a grid"
        raise DataError(what, Place(data.file), "delete the cells far from the table, or save the sheet as CSV")


def refuse_repetition(archive: zipfile.ZipFile, name: str, data: DataFile) -> None:
    """An OpenDocument sheet may say of a cell or a row that it comes so many times; of empty ones it does."""
    times_row = 1
    for piece in pieces(archive, name):
        for kind, attributes in ROW_OR_CELL.findall(piece):
            found = TIMES.search(attributes)
            times = int(found[1]) if found else 1
            if kind == b"row":
                times_row = times
            elif b"office:value" in attributes and max(times, times_row) > MOST_REPEATED:
                what = f"a cell of the workbook is repeated more than {MOST_REPEATED:,} times"
                raise DataError(what, Place(data.file), "save the sheet as CSV")


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member piece by piece, each with the end of the one before: no element is lost between two."""
    tail = b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            piece = tail + chunk
            yield piece
            tail = piece[max(0, min(piece.rfind(b"<"), len(piece) - OVERLAP)) :]


def column_number(letters: bytes) -> int:
    found = 0
    for letter in letters.upper():
        found = found * 26 + letter - 64
    return found


def binary_reach(content: bytes) -> tuple[int, int]:
    """The last row and column of a binary sheet; a member that is none has no cells, whatever its bytes."""
    last_row = last_column = row = 0
    is_inside = False
    for kind, place in records(content):
        number = int.from_bytes(content[place : place + 4], "little")
        if kind in (CELLS_BEGIN, CELLS_END):
            is_inside = kind == CELLS_BEGIN
        elif is_inside and kind == ROW_HEADER:
            row = number + 1
        elif is_inside and kind in FILLED_CELLS:
            last_row, last_column = max(last_row, row), max(last_column, number + 1)
    return last_row, last_column


def records(content: bytes) -> Iterator[tuple[int, int]]:
    """The type of each record and the place of its bytes. Type and length have seven bits in each byte, the lowest
    first, and the eighth says that another follows: at most two bytes of a type, four of a length."""
    place = 0
    while place < len(content):
        kind, place = seven_bits(content, place, 2)
        length, place = seven_bits(content, place, 4)
        yield kind, place
        place += length


def seven_bits(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number, and the place behind it."""
    number = 0
    for shift, byte in enumerate(content[place : place + most]):
        number |= (byte & 127) << 7 * shift
        if byte < 128:
            return number, place + shift + 1
    return number, place + most
