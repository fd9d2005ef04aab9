"""What a workbook must not be, looked at before any reader opens it: a bomb, a mirror of other files, a promise.

A workbook is a zip of XML. Reading one makes a grid of every cell between the first and the last, so a single cell far
to the right of the last row is a bomb too; the grid is measured here, in the XML itself.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from warehouse.errors import DataError, Place
from warehouse.files.archive import HARMLESS_BYTES, LARGEST_RATIO, bomb
from warehouse.studies.data_file import DataFile

MOST_CELLS = 50_000_000
CHUNK = 1 << 22
# No cell reference or empty formula is longer, so none is lost between two pieces.
OVERLAP = 1 << 12

SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
UNCALCULATED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
REPEATED = re.compile(rb'<table:table-cell[^>]*number-columns-repeated="([0-9]+)"[^>]*office:value')
REPEATED_ROW = re.compile(
    rb'<table:table-row[^>]*number-rows-repeated="([0-9]+)"[^>]*>\s*<table:table-cell[^>]*office:value'
)
MOST_REPEATED = 20_000


def refuse_hostile_workbook(path: Path, data: DataFile) -> None:
    """Nothing is done about .xls, which is no zip and cannot hold more than 16 million cells."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(archive, path, data)
            refuse_external_links(archive, data)
            for name in archive.namelist():
                if SHEET.fullmatch(name):
                    refuse_sheet(archive, name, data)
                elif name == "content.xml":
                    refuse_repetition(archive, name, data)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
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


def refuse_sheet(archive: zipfile.ZipFile, name: str, data: DataFile) -> None:
    last_row, last_column = 0, 0
    for piece in pieces(archive, name):
        if b"</f>" in piece and UNCALCULATED.search(piece):
            what = "a formula of the workbook was never calculated, so its cell would be empty"
            raise DataError(what, Place(data.file), "open and save it with a spreadsheet program")
        for letters, digits in CELL.findall(piece):
            last_row, last_column = max(last_row, int(digits)), max(last_column, column_number(letters))
    if last_row * last_column > MOST_CELLS:
        what = f"a sheet reaches to row {last_row:,} and column {last_column:,}, which is too large a grid"
        raise DataError(what, Place(data.file), "delete the cells far from the table, or save the sheet as CSV")


def refuse_repetition(archive: zipfile.ZipFile, name: str, data: DataFile) -> None:
    """An OpenDocument sheet may say of a cell or a row that it comes so many times."""
    for piece in pieces(archive, name):
        counts = [int(count) for pattern in (REPEATED, REPEATED_ROW) for count in pattern.findall(piece)]
        if max(counts, default=0) > MOST_REPEATED:
            what = f"a cell of the workbook is repeated more than {MOST_REPEATED:,} times"
            raise DataError(what, Place(data.file), "save the sheet as CSV")


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member piece by piece, each with the end of the one before."""
    tail = b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
