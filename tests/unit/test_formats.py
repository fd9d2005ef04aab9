"""Each format arrives as the same text, whichever program wrote the file; what a header means does not depend on it either."""

import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

import openpyxl
import pandas
import pyreadstat
import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError, StudyError
from warehouse.files.column_names import column_names

FILES = Path(__file__).parent / "files"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def texts(cohort, name, options="", columns="{subject_id: id, disease_subtype: x}"):
    cohort.describe("", subjects=f"{{file: {name}, columns: {columns}{options}}}")
    engine, _ = cohort.read()
    return engine.rows("select subject_id, disease_subtype, source_row from raw.subjects order by source_row")


def refusal(cohort, name, options=""):
    with pytest.raises((DataError, StudyError)) as refused:
        texts(cohort, name, options)
    return str(refused.value)


FRAME = pandas.DataFrame(
    {
        "id": ["007", "B", "C"],
        "x": [1.0, 0.1, None],
        "day": [dt.date(2018, 8, 11), None, dt.date(1960, 1, 1)],
        "sex": [1.0, 2.0, 1.0],
    }
)
LABELS = {"sex": {1: "male", 2: "female"}}
WRITERS = {
    "a.sav": lambda path: pyreadstat.write_sav(FRAME, path, variable_value_labels=LABELS),
    "a.zsav": lambda path: pyreadstat.write_sav(FRAME, path, variable_value_labels=LABELS, compress=True),
    "a.dta": lambda path: pyreadstat.write_dta(FRAME, path, variable_value_labels=LABELS),
    "a.xpt": lambda path: pyreadstat.write_xport(FRAME, path, file_format_version=5),
    "b.xpt": lambda path: pyreadstat.write_xport(FRAME, path, file_format_version=8),
}


@pytest.mark.parametrize("name", WRITERS)
def test_files_of_statistics_programs_are_text(cohort, name):
    WRITERS[name](cohort.folder / name)
    columns = "{subject_id: id, disease_subtype: x, infusion_date: day}"
    assert texts(cohort, name, columns=columns) == [("007", "1", 1), ("B", "0.1", 2), ("C", None, 3)]
    engine, _ = cohort.read()
    days = engine.rows("select infusion_date from raw.subjects order by source_row")
    assert days == [("2018-08-11",), (None,), ("1960-01-01",)]


@pytest.mark.parametrize("name", ["a.sav", "a.dta"])
def test_labelled_values_stay_codes_unless_the_study_asks(cohort, name):
    WRITERS[name](cohort.folder / name)
    columns = "{subject_id: id, disease_subtype: sex}"
    assert [x for _, x, _ in texts(cohort, name, columns=columns)] == ["1", "2", "1"]
    found = texts(cohort, name, ", labelled: labels", columns)
    assert [x for _, x, _ in found] == ["male", "female", "male"]


def test_a_value_that_spss_calls_missing_stays(cohort):
    """Which words are missing is for study.yml to say."""
    pyreadstat.write_sav(FRAME, cohort.folder / "a.sav", missing_ranges={"sex": [2]})
    columns = "{subject_id: id, disease_subtype: sex}"
    assert [x for _, x, _ in texts(cohort, "a.sav", columns=columns)] == ["1", "2", "1"]
    assert [x for _, x, _ in texts(cohort, "a.sav", ", missing: ['2']", columns)] == ["1", None, "1"]


def test_a_file_is_read_in_pieces(cohort, monkeypatch):
    monkeypatch.setattr("warehouse.files.statistical.ROWS_AT_A_TIME", 2)
    frame = pandas.DataFrame({"id": [f"S{number}" for number in range(5)], "x": range(5)})
    pyreadstat.write_xport(frame, cohort.folder / "a.xpt")
    assert texts(cohort, "a.xpt") == [(f"S{number}", str(number), number + 1) for number in range(5)]


@pytest.mark.parametrize("name", ["a.xpt", "a.sas7bdat", "a.sav", "a.por", "a.dta"])
def test_what_is_none_of_these_is_refused(cohort, name):
    cohort.write(name, "this is nothing of the kind")
    suffix = Path(name).suffix
    assert refusal(cohort, name) == (
        f"the file cannot be read as {suffix}\n  {name}\n  try: export it again, or as CSV; or declare its encoding"
    )


JSON = {
    "lines.jsonl": '{"id": "007", "x": 1.50}\n\n{"x": true, "id": "B", "y": {"z": 1}}\n{"id": "C", "x": null}\n',
    "list.json": json.dumps([{"id": "007", "x": "1.50"}, {}, {"id": "B", "x": True}, {"id": "C"}]),
}


@pytest.mark.parametrize("name", JSON)
def test_json_objects_are_rows(cohort, name):
    """A number keeps its digits; a blank line counts as a row, an object of nothing too."""
    cohort.write(name, JSON[name])
    assert texts(cohort, name) == [("007", "1.50", 1), ("B", "true", 3), ("C", None, 4)]


COLUMNS = [{"itemOID": "I.1", "name": "id", "dataType": "string"}, {"itemOID": "I.2", "name": "x", "dataType": "float"}]
ROWS = [["007", 1.5], ["B", None]]
META = {"datasetJSONVersion": "1.1.0", "columns": COLUMNS}
DATASET_JSON = {
    "one.json": json.dumps(META | {"rows": ROWS}),
    "lines.ndjson": "\n".join(json.dumps(part) for part in [META, *ROWS]),
    "older.json": json.dumps({"clinicalData": {"itemGroupData": {"IG.DM": {"items": COLUMNS, "itemData": ROWS}}}}),
}


@pytest.mark.parametrize("name", DATASET_JSON)
def test_dataset_json_is_a_table(cohort, name):
    cohort.write(name, DATASET_JSON[name])
    assert texts(cohort, name) == [("007", "1.5", 1), ("B", None, 2)]


BAD_JSON = {
    "a.jsonl": ('{"id": 1}\n{"id": ', "this is not JSON\n  a.jsonl, row 2\n"),
    "b.jsonl": ('{"id": 1, "id": 2}', "this is not JSON\n  b.jsonl, row 1\n"),
    "c.jsonl": ('{"id": NaN}', "this is not JSON\n  c.jsonl, row 1\n"),
    "d.jsonl": ('{"id": 1}\n[2]', "this row is not an object\n  d.jsonl, row 2\n"),
    "e.json": ("[" * 100_000, "this is not JSON\n  e.json\n"),
    "f.json": ('{"rows": 1}', "this JSON is no table\n  f.json\n"),
    "g.json": (json.dumps(META | {"rows": [["A"]]}), "values in this row: 1, columns: 2\n  g.json, row 1\n"),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_json_that_is_no_table_is_refused(cohort, name):
    cohort.write(name, BAD_JSON[name][0])
    assert refusal(cohort, name).startswith(BAD_JSON[name][1])


def test_packed_files_are_unpacked(cohort):
    content = b"id;x\n007;1\n"
    (cohort.folder / "a.csv.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(cohort.folder / "b.zip", "w") as archive:
        archive.writestr("__MACOSX/._a.csv", "clutter")
        archive.writestr("../../evil/a.csv", content)
    assert texts(cohort, "a.csv.gz") == texts(cohort, "b.zip") == [("007", "1", 2)]
    assert not (cohort.folder.parent / "evil").exists()


def test_a_zip_of_several_files_is_refused(cohort):
    with zipfile.ZipFile(cohort.folder / "b.zip", "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
        archive.writestr("b.csv", "id\n1\n")
    assert refusal(cohort, "b.zip") == (
        "a zip file must hold one file, this one holds 2\n  study.yml:3\n  try: unpack it and name the file"
    )


MERGED = ", header_row: [1, 2], stop_at: '^[*]'"
MERGED_COLUMNS = "{subject_id: id, disease_subtype: IL-6 day 0, disease_stage: {column: IL-6 day 7, values: {2: II}}, infusion_date: date}"


def merged_workbook(path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["id", "IL-6", None, "date"],
        [None, "day 0", "day 7", None],
        ["007", 1.5, 2, dt.date(2018, 8, 11)],
        ["B", "<2.5", None, dt.date(2018, 8, 12)],
        [],
        ["* footnote"],
    ):
        sheet.append(row)
    for cells in ("A1:A2", "B1:C1", "D1:D2"):
        sheet.merge_cells(cells)
    workbook.save(path)


def open_document(path):
    """The same sheet as an OpenDocument file, in the least XML that makes one."""

    def cell(value, extra=""):
        return f'<table:table-cell office:value-type="string"{extra}><text:p>{value}</text:p></table:table-cell>'

    empty = "<table:table-cell/>"
    day = '<table:table-cell office:value-type="date" office:date-value="2018-08-{}"><text:p>x</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>x</text:p></table:table-cell>'
    rows = [
        [cell("id"), cell("IL-6"), empty, cell("date")],
        [empty, cell("day 0"), cell("day 7"), empty],
        [cell("007"), number.format("1.5"), number.format("2"), day.format("11")],
        [cell("B"), cell("&lt;2.5"), empty, day.format("12")],
        [cell("* footnote")],
    ]
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="S">{body}</table:table>'
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )


@pytest.mark.parametrize("name", ["a.xlsx", "merged.xls"])
def test_a_header_of_merged_cells_has_a_name_for_every_column(cohort, name):
    if name == "a.xlsx":
        merged_workbook(cohort.folder / name)
    else:
        cohort.write(name, (FILES / name).read_bytes())
    assert texts(cohort, name, MERGED, MERGED_COLUMNS) == [("007", "1.5", 3), ("B", "<2.5", 4)]
    engine, _ = cohort.read()
    assert engine.rows("select disease_stage, infusion_date from raw.subjects order by source_row") == [
        ("II", "2018-08-11"), (None, "2018-08-12"),
    ]  # fmt: skip


def test_an_open_document_sheet_is_read(cohort):
    open_document(cohort.folder / "a.ods")
    assert texts(cohort, "a.ods", MERGED, MERGED_COLUMNS) == [("007", "1.5", 3), ("B", "<2.5", 4)]


@pytest.mark.parametrize(
    ("rows", "merged", "names"),
    [
        ([["", "a", "b"]], [], ("column 1", "a", "b")),
        ([["a", "b"]], [], ("a", "b", "column 3")),
        ([["a", "a", "b"]], [], ("a (1)", "a (2)", "b")),
        ([["a", "a", "a (1)"]], [], ("a (1) (1)", "a (2)", "a (1) (2)")),
        ([["x", "", "y"], ["1", "2", "3"]], [], ("x 1", "x 2", "y 3")),
        ([["x", "", ""], ["1", "2", "note"]], [(0, 0, 1)], ("x 1", "x 2", "note")),
        ([["x", "y", ""], ["", "y", "z"]], [], ("x", "y", "y z")),
    ],
)
def test_names_of_columns(rows, merged, names):
    assert column_names(rows, 3, merged) == names


@pytest.mark.parametrize("end", ["last_row: 3", "skip_footer: 2", "stop_at: '^Note'", "stop_at: '^$'"])
def test_footnotes_are_no_rows(cohort, end):
    cohort.write(
        "a.csv",
        "id,x\nA,1\nB,2\n\nNote: one\nNote: two\n".replace("Note: one", "Note: one,").replace(
            "Note: two", "Note: two,"
        ),
    )
    cohort.write_workbook("a.xlsx", {"S": [["id", "x"], ["A", 1], ["B", 2], [], ["Note: one"], ["Note: two"]]})
    assert texts(cohort, "a.csv", f", {end}") == [("A", "1", 2), ("B", "2", 3)]
    assert texts(cohort, "a.xlsx", f", {end}") == [("A", "1", 2), ("B", "2", 3)]


def test_a_short_row_is_filled_when_the_study_says_so(cohort):
    cohort.write("a.csv", "id,x\nA\nB,2\n")
    assert texts(cohort, "a.csv", ", ragged: fill") == [("A", None, 2), ("B", "2", 3)]


@pytest.mark.parametrize("name", ["a.xpt", "a.sav", "a.dta"])
def test_a_file_of_no_records_is_an_empty_table(cohort, name):
    write = {".xpt": pyreadstat.write_xport, ".sav": pyreadstat.write_sav, ".dta": pyreadstat.write_dta}
    empty = pandas.DataFrame({"id": pandas.Series([], dtype=str), "x": pandas.Series([], dtype=float)})
    write[Path(name).suffix](empty, cohort.folder / name)
    cohort.write("subjects.csv", "id\nA\n")
    cohort.describe(f"responses: {{file: {name}, columns: {{subject_id: id, study_day: x, response: x}}}}")
    _, readings = cohort.read()
    assert readings["responses"][0].rows_read == 0
