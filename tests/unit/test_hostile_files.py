"""Files made to harm are refused before they do, in words that say what they are; limits are lowered to test them."""

import gzip
import re
import zipfile
from xml.sax.saxutils import quoteattr

import openpyxl
import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError

COLUMNS = "{subject_id: id, disease_subtype: x}"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def refusal(cohort, name, options=""):
    cohort.describe("", subjects=f"{{file: {name}, columns: {COLUMNS}{options}}}")
    with pytest.raises(DataError) as refused:
        cohort.read()
    return str(refused.value)


BOMB = "unpacked, the file is more than 200 times as large as packed, as no table of data is\n  {}\n"


@pytest.fixture
def nothing_is_harmless(monkeypatch):
    monkeypatch.setattr("warehouse.files.archive.HARMLESS_BYTES", 1 << 16)
    monkeypatch.setattr("warehouse.files.archive.CHUNK", 1 << 14)
    monkeypatch.setattr("warehouse.files.workbook_guard.HARMLESS_BYTES", 1 << 16)


def test_a_bomb_is_refused(cohort, nothing_is_harmless):
    content = b"id,x\n" + b"A,1\n" * 2_000_000
    (cohort.folder / "a.csv.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(cohort.folder / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.csv", content)
    assert refusal(cohort, "a.csv.gz").startswith(BOMB.format("a.csv.gz"))
    assert refusal(cohort, "b.zip").startswith(BOMB.format("b.zip"))


def test_a_zip_that_lies_about_its_size_is_refused(cohort, nothing_is_harmless):
    path = cohort.folder / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.csv", b"id,x\n" + b"A,1\n" * 2_000_000)
    size = (5 + 4 * 2_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    assert refusal(cohort, "b.zip").startswith("the file cannot be unpacked\n  b.zip\n")


@pytest.mark.parametrize("name", ["a.csv.gz", "c.zip"])
def test_a_packed_file_cut_short_is_refused(cohort, name):
    whole = gzip.compress(b"id,x\n" + bytes(range(48, 58)) * 1000)
    if name == "c.zip":
        with zipfile.ZipFile(cohort.folder / name, "w") as archive:
            archive.writestr("c.csv", "id,x\nA,1\n")
        whole = (cohort.folder / name).read_bytes().replace(b"A,1", b"A,2")
        cohort.write(name, whole)
    else:
        cohort.write(name, whole[:-20])
    assert refusal(cohort, name).startswith(f"the file cannot be unpacked\n  {name}\n")


def test_a_packed_file_with_damaged_bytes_is_refused(cohort):
    """LZMA has an error of its own."""
    path = cohort.folder / "c.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("c.csv", "id,x\n" + "".join(f"S{number},{number}\n" for number in range(200)))
    whole = bytearray(path.read_bytes())
    whole[60:90] = bytes(30)
    path.write_bytes(whole)
    assert refusal(cohort, "c.zip").startswith("the file cannot be unpacked\n  c.zip\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"id": "A", "x": "1"}\n{"id": "B", "x": "\\ud800"}\n', "a.jsonl, row 2\n"),
        ("a.json", '[{"id": "A", "x": "1"}, {"id": "B", "x": ["\\ud800"]}]', "a.json, row 2\n"),
        ("a.json", '[{"id": "A", "x": "1", "\\udc00": "1"}]', "a.json\n"),
    ],
)
def test_half_a_character_in_json_is_refused(cohort, name, text, said):
    cohort.write(name, text)
    words = refusal(cohort, name)
    assert "half a character, a surrogate without its other half" in words
    assert said in words


def test_a_whole_character_in_two_halves_is_read(cohort):
    cohort.write("a.jsonl", '{"id": "A", "x": "\\ud83d\\ude00"}\n')
    cohort.describe("", subjects=f"{{file: a.jsonl, columns: {COLUMNS}}}")
    engine, _ = cohort.read()
    assert engine.rows("select disease_subtype from raw.subjects") == [("\U0001f600",)]


def workbook(path, rows=(("id", "x"), ("A", 1))):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def changed(path, name, change):
    """A workbook with one of its parts rewritten, or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def test_a_workbook_that_is_a_bomb_is_refused(cohort, nothing_is_harmless):
    workbook(cohort.folder / "a.xlsx")
    changed(cohort.folder / "a.xlsx", "xl/media/zeros.bin", lambda _: bytes(20_000_000))
    assert refusal(cohort, "a.xlsx").startswith(BOMB.format("a.xlsx"))


def test_a_workbook_with_external_links_is_refused(cohort):
    workbook(cohort.folder / "a.xlsx")
    changed(cohort.folder / "a.xlsx", "xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>")
    assert refusal(cohort, "a.xlsx") == (
        "the workbook takes values from other workbooks, so what it shows may not be what they hold\n  a.xlsx\n"
        "  try: break its links (Data, Edit Links, Break Link) and save it again"
    )


def test_a_cell_at_the_end_of_the_sheet_is_refused(cohort):
    """A reader would make a grid of 17 thousand million cells for it."""
    workbook(cohort.folder / "a.xlsx")
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    changed(cohort.folder / "a.xlsx", "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", row))
    assert refusal(cohort, "a.xlsx").startswith(
        "a sheet reaches to row 1,048,576 and column 16,384, which is too large a grid\n  a.xlsx\n"
    )


END = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"
ELSEWHERE = ["xl/sheets/sheet1.xml", "xl/worksheets/sheet1.bin", "xl/charts/sheet1.xml", "notes.txt"]
FAR = [
    END.replace(b'"', b"'"),
    END.replace(b"XFD", b"xfd"),
    END.replace(b"XFD", b"XFD000"),
    END.replace(b"<c ", b'<c t="n" '),
    END.replace(b"<c ", b'<c x=">" '),
    END.replace(b"<c r=", b"<c\n\tr = "),
    END.replace(b'<c r="XFD1048576">', b"<c/>" * 16_383 + b"<c>"),
    END.replace(b'<c r="XFD1048576">', b"<c x=\" r='A1'\"/>" * 16_383 + b"<c>"),
    b"<row/>" * 4_000 + b"<row>" + b"<c/>" * 16_383 + b"<c><v>1</v></c></row>",
]


@pytest.mark.parametrize("row", FAR)
def test_however_a_cell_far_away_is_written_it_is_refused(cohort, row):
    workbook(cohort.folder / "a.xlsx")
    changed(cohort.folder / "a.xlsx", SHEET, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"))
    assert refusal(cohort, "a.xlsx").startswith("a sheet reaches to row ")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_wherever_a_sheet_lies_in_the_workbook_it_is_looked_at(cohort, place):
    path = cohort.folder / "a.xlsx"
    workbook(path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET).replace(b"</sheetData>", END + b"</sheetData>")
    changed(path, place, lambda _: sheet)
    changed(path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(SHEET.encode(), place.encode()))
    assert refusal(cohort, "a.xlsx").startswith("a sheet reaches to row 1,048,576 and column 16,384")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: re.sub(rb' r="[A-Z]+[0-9]+"', b"", xml), id="cells without names"),
        pytest.param(lambda xml: re.sub(rb' r="[A-Z]*[0-9]+"', b"", xml), id="nor rows with numbers"),
        pytest.param(lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576" ht="15"/></sheetData>'), id="far row"),
    ],
)
def test_a_workbook_written_otherwise_is_read(cohort, change):
    workbook(cohort.folder / "a.xlsx", [("id", "x"), *((f"S{number}", number) for number in range(3000))])
    changed(cohort.folder / "a.xlsx", SHEET, change)
    cohort.describe("", subjects=f"{{file: a.xlsx, columns: {COLUMNS}}}")
    engine, _ = cohort.read()
    assert engine.rows("select count(*), count(distinct subject_id) from raw.subjects") == [(3000, 3000)]


REPEATS = [
    "<table:table-row><table:table-cell office:value-type='float' office:value='1' {columns}='1000000'/></table:table-row>",
    "<table:table-row {rows}='1000000'><table:table-cell/><table:table-cell office:value='1'/></table:table-row>",
    "<table:table-row><table:table-cell x='>' {columns} = '1000000' office:value='1'/></table:table-row>",
]


@pytest.mark.parametrize("row", REPEATS)
def test_however_a_cell_is_repeated_it_is_refused(cohort, row):
    row = row.format(columns="table:number-columns-repeated", rows="table:number-rows-repeated")
    with zipfile.ZipFile(cohort.folder / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document-content><table:table>{row}</table:table></office:document-content>"
        )
    assert refusal(cohort, "a.ods").startswith("a cell of the workbook is repeated more than 20,000 times\n  a.ods\n")


def test_a_cell_repeated_without_end_is_refused(cohort):
    names = " ".join(
        f"xmlns:{name}={quoteattr(f'urn:oasis:names:tc:opendocument:xmlns:{name}:1.0')}" for name in ("office", "table")
    )
    cell = '<table:table-cell table:number-columns-repeated="1000000000" office:value-type="float" office:value="1"/>'
    table = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    with zipfile.ZipFile(cohort.folder / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {names}>{table}</office:document-content>")
    assert refusal(cohort, "a.ods").startswith("a cell of the workbook is repeated more than 20,000 times\n  a.ods\n")


def test_a_formula_that_nobody_calculated_is_refused(cohort):
    """Its cell would be empty, and the empty cell taken for a missing value."""
    workbook(cohort.folder / "a.xlsx", [("id", "x"), ("A", "=1+1")])
    assert refusal(cohort, "a.xlsx") == (
        "a formula of the workbook was never calculated, so its cell would be empty\n  a.xlsx\n"
        "  try: open and save it with a spreadsheet program"
    )


def test_a_formula_gives_its_value(cohort):
    workbook(cohort.folder / "a.xlsx", [("id", "x"), ("A", "=1+1")])
    sheet = "xl/worksheets/sheet1.xml"
    changed(cohort.folder / "a.xlsx", sheet, lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml))
    cohort.describe("", subjects=f"{{file: a.xlsx, columns: {COLUMNS}}}")
    engine, _ = cohort.read()
    assert engine.rows("select disease_subtype from raw.subjects") == [("2",)]


def test_a_text_that_looks_like_a_formula_is_a_text(cohort):
    cohort.write("a.csv", "id,x\nA,=1+1\nB,@SUM(A1)\n")
    cohort.describe("", subjects=f"{{file: a.csv, columns: {COLUMNS}}}")
    engine, _ = cohort.read()
    assert engine.rows("select disease_subtype from raw.subjects order by all") == [("=1+1",), ("@SUM(A1)",)]


@pytest.mark.parametrize("start", ["", "id,x\n", 'id,x\n"'])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_line_without_end_is_refused_in_little_memory(cohort, monkeypatch, name, start):
    """30 MB in one line, of which no more than the limit of 100,000 characters is ever held."""
    import tracemalloc

    for module in ("files.delimited", "files.json_table"):
        monkeypatch.setattr(f"warehouse.{module}.LONGEST_LINE", 100_000)
    with (cohort.folder / name).open("w") as stream:
        stream.write(start)
        for _ in range(300):
            stream.write("A" * 100_000)
    cohort.describe("", subjects=f"{{file: {name}, columns: {COLUMNS}}}")
    tracemalloc.start()
    with pytest.raises(DataError) as refused:
        cohort.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    row = 1 if not start or name == "a.jsonl" else 2
    what = "this is not JSON" if name == "a.jsonl" and start else "a line is longer than 100,000 characters"
    assert str(refused.value).startswith(f"{what}\n  {name}, row {row}\n")
    assert peak < 10_000_000
