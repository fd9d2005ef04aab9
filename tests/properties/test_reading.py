"""Nothing is lost between a file and the raw layer, whatever the file holds and whichever way it is read.

The engine reads plain files itself and Python reads the others, so both must cut a file into the same records.
"""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.small_cohort import Cohort
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UserError
from warehouse.files.delimited import read_delimited, reread_delimited
from warehouse.landing.ingest import is_loaded
from warehouse.studies.data_file import DataFile

RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
ENGINE = open_memory()

CELLS = st.one_of(
    st.sampled_from(
        ["", "A", "B", "1,5", '"', 'say "so"', "two\nlines", "a\r\nb", " padded ", "é", "'", "\\", ";", "NA", "\t"]
    ),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8),
)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12)
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
PIECES = ["a", '"', ",", "\n", " ", '""', '"x"', "é", '"a,b"', '"a\nb"', ",\n", "\r\n", "'", "\\"]


def described(path):
    return DataFile(path.name, "delimited", 1, suffix=".csv", delimiter=",")


def records(table):
    """The rows of a text table that are not blank, with their numbers; None when the engine does not load it."""
    if not is_loaded(ENGINE, table):
        return None
    columns = ", ".join(f"column_{number}" for number in range(1, len(table.header) + 1))
    return ENGINE.rows(f"select {table.row_number}, {columns} from received_file where not is_blank order by 1")


def written(cell, always):
    """A cell as CSV. Not by the csv module, which leaves a lone carriage return unquoted before Python 3.13."""
    return '"' + cell.replace('"', '""') + '"' if always or set(cell) & set('",\r\n') else cell


def both_ways(content):
    """What the engine makes of a file, what Python makes of it, and which of the two would be used."""
    with TemporaryDirectory() as name:
        folder = Cohort(Path(name))
        folder.write("a.csv", content)
        path = folder.folder / "a.csv"
        try:
            table = read_delimited(path, described(path), folder.folder)
        except UserError:
            return None
        quick = records(table)
        try:
            return quick, records(reread_delimited(path, described(path), table, folder.folder))
        except UserError:
            return quick, None


@settings(max_examples=150, **RELAXED)
@given(TABLES, LINE_ENDS, st.booleans())
def test_what_was_written_is_read(table, line_end, quotes_all):
    lines = (",".join(written(cell, quotes_all) for cell in row) for row in [("a", "b", "c"), *table])
    found = both_ways((line_end.join(lines) + line_end).encode())
    expected = [(row, *(cell or None for cell in cells)) for row, cells in enumerate(table, 2) if any(cells)]
    assert found is not None
    assert found[1] == expected
    assert found[0] in (None, expected)


@settings(max_examples=300, **RELAXED)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), st.integers(1, 3))
def test_the_engine_and_python_cut_a_file_alike(pieces, width):
    """When the engine loads a file at all, it loads what Python would; a file Python refuses it must not load."""
    found = both_ways((",".join("hij"[:width]) + "\n" + "".join(pieces)).encode())
    if found is not None and found[0] is not None:
        assert found[0] == found[1]


SUBJECTS = st.lists(st.sampled_from(["A", "B", "C"]), unique=True, min_size=1)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "A ", "Z", ""]),
        st.sampled_from(["0", "7.5", "", "day 7", "-3"]),
        st.sampled_from(["ferritin", "unheard of", "", "NA"]),
        st.sampled_from(["5", "<0.7", "n.d.", "-5", "high", "", "1,240", "1,5"]),
        st.sampled_from(["ng/mL", "furlong", ""]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, **RELAXED)
@given(SUBJECTS, ROWS, st.booleans())
def test_rows_read_are_accepted_rejected_or_duplicates(subjects, rows, distinct):
    with TemporaryDirectory() as name:
        cohort = Cohort(Path(name))
        cohort.write("subjects.csv", "\n".join(["id", *subjects, ""]))
        stream = io.StringIO()
        csv.writer(stream).writerows([("id", "day", "test", "result", "unit"), *rows])
        cohort.write("a.csv", stream.getvalue())
        columns = "{subject_id: id, study_day: day, analyte: test, result: result, unit: unit}"
        cohort.describe(f"analytes: {{file: a.csv, distinct: {str(distinct).lower()}, columns: {columns}}}")
        try:
            engine, readings = cohort.read(ENGINE)
        except UserError:
            return
    reading = readings["analytes"][0]
    filled = [row for row in rows if any(row)]
    kept = {row for (row,) in engine.rows("select source_row from raw.analytes")}
    rejected = {row for (row,) in engine.rows("select source_row from raw.rejects where source = 'analytes'")}
    assert not kept & rejected
    assert reading.rows_read == len(filled) == len(kept) + len(rejected) + reading.rows_duplicated
    assert (reading.rows_accepted, reading.rows_rejected) == (len(kept), len(rejected))
    assert distinct or kept | rejected == {number for number, row in enumerate(rows, 2) if any(row)}
