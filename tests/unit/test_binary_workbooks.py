"""A binary workbook (.xlsb) is read, and refused before a far cell in it makes a reader end the whole process.

No library here writes one, so the records are put together by hand, as [MS-XLSB] has them: type, length, content.
"""

import struct
import zipfile

import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="{}"/></Relationships>'
)


def seven_bits(number):
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + seven_bits(rest) if rest else bytes([low])


def record(kind, content=b""):
    return seven_bits(kind) + seven_bits(len(content)) + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number, *cells):
    return record(0, struct.pack("<I", number) + bytes(13)) + b"".join(cells)


def text(column, content):
    return record(6, struct.pack("<II", column, 0) + wide(content))


def number(column, value):
    return record(5, struct.pack("<IId", column, 0, value))


def blank(column):
    return record(1, struct.pack("<II", column, 0))


def write(path, *rows, place="worksheets/sheet1.bin"):
    sheet = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("S"))
    book = record(131) + record(153, bytes(12)) + record(143) + sheet + record(144) + record(157, bytes(26))
    cells = record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 1)) + record(145) + b"".join(rows) + record(146)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book + record(132))
        archive.writestr(f"xl/{place}", cells + record(130))
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS.format(place))


HEAD = row(0, text(0, "id"), text(1, "x"))


@pytest.fixture
def cohort(tmp_path):
    made = Cohort(tmp_path)
    made.describe("", subjects="{file: a.xlsb, columns: {subject_id: id, disease_subtype: x}}")
    return made


def test_a_binary_workbook_is_read(cohort):
    """A blank cell far away holds nothing: a sheet that was formatted as a whole has many."""
    write(cohort.folder / "a.xlsb", HEAD, row(1, text(0, "A"), number(1, 2.5)), row(1_048_575, blank(16_383)))
    engine, _ = cohort.read()
    assert engine.rows("select subject_id, disease_subtype, source_row from raw.subjects") == [("A", "2.5", 2)]


@pytest.mark.parametrize("place", ["worksheets/sheet1.bin", "notes.txt"])
def test_a_cell_far_away_is_refused(cohort, place):
    write(cohort.folder / "a.xlsb", HEAD, row(1_048_575, number(16_383, 1.0)), place=place)
    with pytest.raises(DataError, match="a sheet reaches to row 1,048,576 and column 16,384") as refused:
        cohort.read()
    assert str(refused.value.where) == "a.xlsb"


def test_many_rows_of_few_columns_are_no_far_cell(cohort):
    rows = [row(place, text(0, f"S{place}"), number(1, place)) for place in range(1, 3000)]
    write(cohort.folder / "a.xlsb", HEAD, *rows)
    engine, _ = cohort.read()
    assert engine.rows("select count(*), count(distinct subject_id) from raw.subjects") == [(2999, 2999)]
