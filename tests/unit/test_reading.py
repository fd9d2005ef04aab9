"""What a file holds arrives as text, cell for cell, with the row a person would count; what cannot is refused."""

import pytest

from tests.small_cohort import Cohort
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import DataError, StudyError

COLUMNS = "{subject_id: id, disease_subtype: x}"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def texts(cohort, name, options=""):
    cohort.describe("", subjects=f"{{file: {name}, columns: {COLUMNS}{options}}}")
    engine, _ = cohort.read()
    return engine.rows("select subject_id, disease_subtype, source_row from raw.subjects order by source_row")


def refusal(cohort, name, options=""):
    with pytest.raises((DataError, StudyError)) as refused:
        texts(cohort, name, options)
    return str(refused.value)


EXPECTED = [("007", "1,5 é", 2), ("B", None, 3)]

DELIMITED = {
    "comma": 'id,x\n007,"1,5 é"\nB,\n',
    "semicolon": "id;x\n007;1,5 é\nB;\n",
    "tab": "id\tx\n007\t1,5 é\nB\t\n",
    "pipe": "id|x\n007|1,5 é\nB|\n",
    "line ends of Windows": "id;x\r\n007;1,5 é\r\nB;\r\n",
    "no line end at the end": "id;x\n007;1,5 é\nB;",
    "blank lines at the end": "id;x\n007;1,5 é\nB;\n\n\n",
    "empty rows of a spreadsheet": "id;x\n007;1,5 é\nB;\n;\n;\n",
    "a delimiter after every row": "id;x\n007;1,5 é;\nB;;\n",
    "blanks around names": " id ;x \n007;1,5 é\nB;\n",
    "columns nobody asked for": "y;id;x;z\n1;007;1,5 é;\n;B;;3\n",
}


@pytest.mark.parametrize("content", DELIMITED.values(), ids=DELIMITED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_encoding_are_found(cohort, content, encoding):
    cohort.write("a.csv", content.encode(encoding))
    assert texts(cohort, "a.csv") == EXPECTED


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16-le"])
def test_another_encoding_is_declared(cohort, encoding):
    cohort.write("a.csv", "id;x\n007;1,5 é\nB;\n".encode(encoding))
    assert texts(cohort, "a.csv", f", encoding: {encoding}") == EXPECTED


def test_rows_are_counted_as_records(cohort):
    """A quoted line break belongs to its record; a blank line is a row of its own, as a spreadsheet shows it."""
    cohort.write("a.csv", 'id,x\nA,"two\nlines"\n\nB,"a\n\nblank one"\nC,z\n')
    assert texts(cohort, "a.csv") == [("A", "two\nlines", 2), ("B", "a\n\nblank one", 4), ("C", "z", 5)]


def test_a_preamble_is_skipped(cohort):
    cohort.write("a.csv", 'Exported on Monday\n\n"a, b\nc"\nid,x\nA,1\n')
    assert texts(cohort, "a.csv", ", header_row: 4") == [("A", "1", 5)]


def test_a_name_that_looks_like_a_pattern_reads_one_file(cohort):
    cohort.write("a[12].csv", "id,x\nA,1\n")
    cohort.write("a1.csv", "id,x\nB,1\n")
    assert texts(cohort, "'a[12].csv'") == [("A", "1", 2)]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_keep_their_numbers_in_a_file_of_many_row_groups(cohort, quoted):
    """Threads read a large file in pieces; 300,000 rows are three of DuckDB's row groups."""
    text = '"line\nbreak"' if quoted else "z"
    cohort.write("a.csv", "id,x\n" + "".join(f"S{number},{text}\n" for number in range(2, 300_002)))
    cohort.describe("", subjects=f"{{file: a.csv, columns: {COLUMNS}}}")
    engine = open_memory()
    engine.execute("set threads = 4")
    cohort.read(engine)
    assert engine.rows("select count(*) filter (where subject_id = 'S' || source_row), count(*) from raw.subjects") == [
        (300_000, 300_000)
    ]


def test_a_workbook_keeps_text_and_writes_the_rest_as_a_person_would(cohort):
    from datetime import date, datetime

    values = ["007", 7, 7.0, 0.1, True, date(2018, 8, 11), datetime(2018, 8, 11, 9, 30), None, 1e300, " a "]
    cohort.write_workbook("a.xlsx", {"S": [["id", "x", None], *([f"S{n}", value] for n, value in enumerate(values))]})
    assert [x for _, x, _ in texts(cohort, "a.xlsx")] == [
        "007", "7", "7", "0.1", "true", "2018-08-11", "2018-08-11 09:30:00", None, "1e+300", " a ",
    ]  # fmt: skip


def test_a_number_of_a_workbook_has_the_decimal_mark_of_its_column(cohort):
    """Or else the cell 1.234 would be one thousand and more in a file whose texts have decimal commas."""
    cohort.write_workbook("a.xlsx", {"S": [["id", "x"], ["A", 1.234], ["B", "5,5"]]})
    assert [x for _, x, _ in texts(cohort, "a.xlsx", ", decimal: ','")] == ["1,234", "5,5"]


def test_rows_of_a_workbook_are_counted_as_shown(cohort):
    cohort.write_workbook("a.xlsx", {"S": [[], ["Exported"], ["id", "x"], ["A", 1], [], ["B", 2], [None, None]]})
    assert texts(cohort, "a.xlsx", ", header_row: 3") == [("A", "1", 4), ("B", "2", 6)]


def test_parquet_loses_nothing(cohort):
    values = "('A', 0.1), ('B', 1e300), ('C', 7.0), ('D', null), ('E', 5e-324), ('F', 0.30000000000000004)"
    open_memory().execute(f"copy (select * from (values {values}) t(id, x)) to '{cohort.folder}/a.parquet'")
    found = texts(cohort, "a.parquet")
    assert [x and float(x) for _, x, _ in found] == [0.1, 1e300, 7.0, None, 5e-324, 0.30000000000000004]
    assert [row for *_, row in found] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("date '2018-08-11'", "2018-08-11"),
        ("timestamp '2018-08-11 00:00:00'", "2018-08-11"),
        ("timestamp '2018-08-11 09:30:00'", "2018-08-11 09:30:00"),
        ("true", "true"),
        ("cast(1.50 as decimal(9, 2))", "1.50"),
        ("cast(0.1 as float)", "0.1"),
        ("'007'", "007"),
    ],
)
def test_typed_parquet_becomes_text(cohort, sql, text):
    open_memory().execute(f"copy (select 'A' as id, {sql} as x) to '{cohort.folder}/a.parquet'")
    assert texts(cohort, "a.parquet") == [("A", text, 1)]


@pytest.mark.parametrize("text", ["id,x\n", "id,x", "id,x\r\n", "id,x\n\n", "id;x\n"])
def test_a_header_with_nothing_under_it_is_an_empty_table(cohort, text):
    """A study without a transplant exports just that. It is counted as a file of no rows, not taken for a mistake."""
    cohort.write("a.csv", "id,x\nA,1\n")
    cohort.write("b.csv", text)
    columns = "{subject_id: id, response: x, study_day: {constant: '1'}}"
    cohort.describe(f"responses: {{file: b.csv, columns: {columns}}}", subjects=f"{{file: a.csv, columns: {COLUMNS}}}")
    engine, readings = cohort.read()
    assert engine.rows("select count(*) from raw.responses") == [(0,)]
    assert [(reading.rows_read, reading.rows_rejected) for reading in readings["responses"]] == [(0, 0)]


def test_delimiters_at_the_end_of_every_row_are_nothing(cohort):
    """Of every row, or of none: a row that alone has one more may hold an unquoted thousands comma. A row of nothing but
    delimiters, as spreadsheets leave below a table, holds no number."""
    cohort.write("a.csv", "id,x\nA,1,,\nB,,,\n,,,,,\n")
    cohort.describe("", subjects=f"{{file: a.csv, columns: {COLUMNS}}}")
    engine, _ = cohort.read()
    assert engine.rows("select subject_id, disease_subtype from raw.subjects order by all") == [("A", "1"), ("B", None)]


def test_a_study_has_subjects(cohort):
    assert refusal_of(cohort, "a.csv", "id,x\n") == (
        "source 'subjects' has no rows, and every study needs some\n  a.csv\n  try: fill the file"
    )


def refusal_of(cohort, name, text):
    cohort.write(name, text)
    return refusal(cohort, name)


REFUSALS = {
    b"": "the file is empty\n  a.csv\n  try: leave the file out of study.yml, or fill it",
    b"\n\n": "the file is empty\n  a.csv, row 1\n  try: header_row: the row that holds the column names",
    b"id,x,id\nA,1,2\n": (
        "'a.csv' has no column 'id', which 'subject_id' is mapped to\n  study.yml:3\n  try: 'id (1)'"
    ),
    b'id,x\nA,1\n"B\nb",1,2\n': (
        "cells in this row: 3, in the header: 2\n  a.csv, row 3\n"
        "  try: quote the texts that hold the delimiter, or declare the delimiter in study.yml"
    ),
    b"id,x\nA,1\nB\n": (
        "cells in this row: 1, in the header: 2\n  a.csv, row 3\n"
        "  try: ragged: fill, if what is missing at the end is empty; or stop_at, for footnotes"
    ),
    b"id,x\nA,2\nB,1,\n": (
        "cells in this row: 3, in others: 2, in the header: 2\n  a.csv, row 3\n"
        '  try: quote the texts and numbers that hold the delimiter: "1,240"'
    ),
    b"id,x\nA,1,\nB,2\n": (
        "cells in this row: 3, in others: 2, in the header: 2\n  a.csv, row 2\n"
        '  try: quote the texts and numbers that hold the delimiter: "1,240"'
    ),
    b'id,x\nA,1\nB,"secret\n': (
        "a quotation mark is out of place\n  a.csv, row 3\n"
        '  try: close every quotation mark, and double one that is part of a text: "5 "" long"'
    ),
    b'id,x\nA,1\n"B"secret,1\n': (
        "a quotation mark is out of place\n  a.csv, row 3\n"
        '  try: close every quotation mark, and double one that is part of a text: "5 "" long"'
    ),
    b'id,x\n"A\nb",1\nB,secret\xe9\n': (
        "the text is not utf-8\n  a.csv, row 3\n  try: encoding: latin-1, cp1252 or utf-16 in study.yml"
    ),
    b"i\0d\0,\0x\0\n\0": "this is not text: it holds NUL bytes\n  a.csv\n  try: encoding: utf-16, if it is that",
    b"id,y\nA,1\n": (
        "'a.csv' has no column 'x', which 'disease_subtype' is mapped to\n  study.yml:3\n  try: one of id, y"
    ),
    b"Id,x\nA,1\n": "'a.csv' has no column 'id', which 'subject_id' is mapped to\n  study.yml:3\n  try: 'Id'",
}


@pytest.mark.parametrize("content", REFUSALS, ids=range(len(REFUSALS)))
def test_a_file_that_cannot_be_read_is_refused(cohort, content):
    cohort.write("a.csv", content)
    assert refusal(cohort, "a.csv") == REFUSALS[content]


def test_a_workbook_that_cannot_be_read_is_refused(cohort):
    cohort.write_workbook("a.xlsx", {"Response": [["id", "x"], ["A", 1]], "Empty": [], "Header": [["id", "x"]]})
    assert refusal(cohort, "a.xlsx", ", sheet: Responses") == (
        "there is no sheet 'Responses'; there are 'Response', 'Empty', 'Header'\n  a.xlsx\n  try: sheet: Response"
    )
    assert refusal(cohort, "a.xlsx", ", sheet: Empty") == (
        "the sheet is empty\n  a.xlsx, sheet Empty, row 1\n  try: declare the sheet in study.yml, or leave the file out"
    )
    cohort.write("b.xlsx", "this is no workbook")
    assert refusal(cohort, "b.xlsx") == (
        "the file cannot be read as a workbook\n  b.xlsx\n  try: open and save it again as .xlsx, without a password"
    )
    cohort.write("b.parquet", "this is no parquet")
    assert refusal(cohort, "b.parquet") == (
        "the file cannot be read as Parquet\n  b.parquet\n  try: export the file again, or export it as CSV"
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_rows_below_the_last_are_counted(cohort, name):
    """Two rows were added after `last_row: 2` was written; the note fills one cell."""
    rows = [["id", "x"], ["A", "1"], ["B", "2"], ["C", "3"], ["* by hand", ""]]
    cohort.write("a.csv", "".join(",".join(row) + "\n" for row in rows) + '"open\n')
    cohort.write_workbook("a.xlsx", {"S": rows})
    cohort.describe("", subjects=f"{{file: {name}, columns: {COLUMNS}, last_row: 2}}")
    (reading,) = cohort.read()[1]["subjects"]
    assert (reading.rows_accepted, reading.rows_beyond) == (1, 2)
    assert reading.as_line()[1] == f"{name} (2 rows below last_row are not read)"
