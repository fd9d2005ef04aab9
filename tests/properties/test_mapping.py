"""However rows are reshaped none is lost, and whatever bytes a file holds it is read or refused, never a crash."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pandas
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.small_cohort import Cohort
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UserError

RELAXED = {"deadline": None, "suppress_health_check": list(HealthCheck)}
ENGINE = open_memory()

CELL = st.sampled_from(["", " ", "5", "<0.7", "n.d.", "high", "-5", "0.5", "CR (2)", "NA"])
ROW = st.tuples(st.sampled_from(["A", "B", "Z", "", "A "]), st.sampled_from(["0", "7", "x", ""]), CELL, CELL, CELL)
STEPS = {
    "unpivot": st.sampled_from(
        ["{columns: '(?P<test>[abc])', value: level}", "{columns: '(?P<test>[ab])', value: level, empty: keep}"]
    ),
    "split": st.sampled_from(["{c: '(?P<word>[A-Z]+) [(](?P<score>.)[)]'}", "{c: '(?P<word>.*)'}"]),
    "only": st.sampled_from(
        [
            "{column: day, is: [0, ''], because: x}",
            "[{column: day, is_not: x, because: x}, {column: id, matches: A, because: y}]",
        ]
    ),
    "lookup": st.just("{file: keys.csv, on: day, take: [visit]}"),
    "distinct": st.just("true"),
    "pivot": st.just("{key: [id, day], name: test, value: level}"),
}


@settings(max_examples=120, **RELAXED)
@given(
    st.lists(ROW, min_size=1, max_size=12),
    st.fixed_dictionaries({}, optional=STEPS),
    st.sampled_from(
        ["", ", multiply: 10", ", fraction: true", ", values: {'5': '6'}", ", replace: {pattern: '5', with: '50'}"]
    ),
)
def test_every_row_offered_went_one_way(rows, steps, rule):
    with TemporaryDirectory() as name:
        cohort = Cohort(Path(name))
        cohort.write("keys.csv", "day,visit\n0,screening\n7,week 1\n")
        cohort.write("a.csv", "\n".join(["id,day,a,b,c", *(",".join(row) for row in rows), ""]))
        result = "level" if "unpivot" in steps and "pivot" not in steps else "a"
        columns = f"{{subject_id: id, study_day: day, analyte: {{constant: x}}, unit: {{constant: u}}, result: {{column: {result}{rule}}}}}"
        options = "".join(f", {key}: {value}" for key, value in steps.items())
        cohort.describe(f"analytes: {{file: a.csv, columns: {columns}{options}}}")
        try:
            engine, readings = cohort.read(ENGINE)
        except UserError:
            return
    reading = readings["analytes"][0]
    accepted = engine.rows("select count(*) from raw.analytes")[0][0]
    rejected = {row for (row,) in engine.rows("select distinct source_row from raw.rejects where source = 'analytes'")}
    filled = sum(any(row) for row in rows)
    cells = {"{columns: '(?P<test>[abc])', value: level}": 3}.get(steps.get("unpivot"), 2 if "unpivot" in steps else 1)
    assert reading.records == filled
    assert reading.rows_read == filled * cells
    ways = (reading.rows_rejected, reading.rows_duplicated, reading.rows_filtered, reading.rows_merged)
    assert min(ways) >= 0
    assert reading.rows_read == accepted + sum(ways)
    assert reading.rows_accepted == accepted
    assert len(rejected) <= reading.rows_rejected
    assert (reading.rows_filtered == 0) or {"only", "unpivot"} & steps.keys()
    assert (reading.rows_merged == 0) or "pivot" in steps


def seeds():
    """A small file of each format, to be damaged."""
    frame = pandas.DataFrame({"id": ["A", "B"], "x": [1.5, None]})
    book = openpyxl.Workbook()
    for row in (["id", "x"], ["A", 1.5], ["B", None]):
        book.active.append(row)
    stream, packed = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "id,x\nA,1\n")
    found = {
        "a.xlsx": stream.getvalue(),
        "a.zip": packed.getvalue(),
        "a.csv": b'id,x\nA,"1"\nB,\n',
        "a.jsonl": b'{"id": "A", "x": 1.5}\n{"id": "B"}\n',
        "a.json": b'{"datasetJSONVersion": "1.1.0", "columns": [{"name": "id"}, {"name": "x"}], "rows": [["A", 1]]}',
        "a.xls": (Path(__file__).parents[1] / "unit" / "files" / "merged.xls").read_bytes(),
    }
    with TemporaryDirectory() as name:
        for file, write in (
            ("a.xpt", pyreadstat.write_xport), ("a.sav", pyreadstat.write_sav), ("a.dta", pyreadstat.write_dta),
        ):  # fmt: skip
            write(frame, Path(name) / file)
            found[file] = (Path(name) / file).read_bytes()
        path = Path(name) / "a.parquet"
        open_memory().execute(f"copy (select 'A' as id, 1.5 as x) to '{path}'")
        found["a.parquet"] = path.read_bytes()
    return found


SEEDS = seeds()
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=4), st.integers(0, 8)), min_size=1, max_size=4
)


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=40, **RELAXED)
@given(damage=DAMAGE, cut=st.floats(0.2, 1))
def test_a_damaged_file_is_read_or_refused(name, damage, cut):
    content = SEEDS[name][: int(len(SEEDS[name]) * cut) + 1]
    for where, inserted, dropped in damage:
        place = int(len(content) * where)
        content = content[:place] + inserted + content[place + dropped :]
    with TemporaryDirectory() as folder:
        cohort = Cohort(Path(folder))
        cohort.write(name, content)
        cohort.describe("", subjects=f"{{file: {name}, columns: {{subject_id: id, disease_subtype: x}}}}")
        try:
            engine, readings = cohort.read(ENGINE)
        except UserError:
            return
    reading = readings["subjects"][0]
    assert reading.rows_read == reading.rows_accepted + reading.rows_rejected
    assert engine.rows("select count(*) from raw.subjects") == [(reading.rows_accepted,)]
