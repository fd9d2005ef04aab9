"""Every row of a file ends in its source or in raw.rejects with its reason; what nobody could sort is refused.

No message may hold a value of a patient: the made-up values here are marked, and looked for in every refusal.
"""

import json

import pytest

from tests.small_cohort import Cohort
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import DataError
from warehouse.files.readers import Fingerprint

ANALYTES = (
    "analytes: {file: a.csv, columns: {subject_id: id, study_day: day, analyte: test, result: result, unit: unit%s}%s}"
)
HEADER = "id,day,test,result,unit\n"
GOOD = "A,0,ferritin,5,ng/mL\n"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def rejects(engine):
    return engine.rows("select source_row, column_name, reason from raw.rejects order by all")


def read_analytes(cohort, rows, columns="", options=""):
    cohort.write("a.csv", HEADER + rows)
    cohort.describe(ANALYTES % (columns, options))
    engine, readings = cohort.read()
    return engine, readings["analytes"][0]


# A row that breaks the contract -> the column and the reason.
BROKEN = {
    ",0,ferritin,5,ng/mL": [("subject_id", "required")],
    "A,0,NA,5,ng/mL": [("analyte", "required")],
    "Z,0,ferritin,5,ng/mL": [("subject_id", "unknown_subject_id")],
    "A,,ferritin,5,ng/mL": [("study_day", "no_time")],
    "A,day 0,ferritin,5,ng/mL": [("study_day", "not_a_number")],
    "A,0,ferritin,high,ng/mL": [("result", "not_a_result")],
    "A,0,ferritin,-5,ng/mL": [("result", "negative_concentration")],
    "A,0,ferritin,5,furlong": [("unit", "unknown_unit")],
    "A,0,ferritin\t,5,furlong": [("unit", "unknown_unit")],
    "A,0,\u00a0ferritin,5,furlong": [("unit", "unknown_unit")],
    'A,0,"ferritin\n",5,furlong': [("unit", "unknown_unit")],
    "Z,,ferritin,high,ng/mL": [
        ("result", "not_a_result"), ("study_day", "no_time"), ("subject_id", "unknown_subject_id"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("row", BROKEN)
def test_a_broken_row_is_set_aside_with_its_reasons(cohort, row):
    engine, reading = read_analytes(cohort, GOOD + row + "\n")
    assert rejects(engine) == [(3, column, reason) for column, reason in BROKEN[row]]
    assert engine.rows("select source_row from raw.analytes") == [(2,)]
    assert (reading.rows_read, reading.rows_accepted, reading.rows_rejected) == (2, 1, 1)


ACCEPTED = [
    "A ,0,ferritin,5,ng/mL",
    "A,0,a protein nobody registered,5,furlong",
    "A,0,Ferritin ,<5,NG/ML",
    "A,0,ferritin\t,5,ng/mL\t",
    "A,0,ferritin,5,\u00a0ng/mL",
    "A,0,ferritin,NA,ng/mL",
    "A,-5.5,ferritin,n.d.,ng/mL",
]


@pytest.mark.parametrize("row", ACCEPTED)
def test_a_row_that_keeps_the_contract_stays_as_received(cohort, row):
    engine, _ = read_analytes(cohort, row + "\n")
    assert rejects(engine) == []
    texts = engine.rows("select subject_id, study_day, analyte, result, unit from raw.analytes")[0]
    assert texts == tuple(row.split(","))


def test_a_reject_keeps_what_was_received(cohort):
    engine, _ = read_analytes(cohort, GOOD + 'A,0,ferritin,"say ""high""",ng/mL\n')
    received = json.loads(engine.rows("select received from raw.rejects")[0][0])
    assert received == {
        "subject_id": "A",
        "study_day": "0",
        "analyte": "ferritin",
        "result": 'say "high"',
        "unit": "ng/mL",
    }


SUBJECT_ROWS = {
    "A,1980-01-01,1979-12-31,I,50": ("infusion_date", "infusion_before_birth"),
    "A,1980-01-01,,VI,50": ("disease_stage", "unknown_code"),
    "A,01/02/1980,,I,50": ("birth_date", "not_a_date"),
    "A,1980-01-01,,I,0.5": ("weight_kg", "below_minimum"),
    "A,1980-01-01,,I,401": ("weight_kg", "above_maximum"),
}


@pytest.mark.parametrize("row", SUBJECT_ROWS)
def test_a_broken_subject_is_set_aside(cohort, row):
    cohort.write("subjects.csv", f"id,birth,infusion,stage,weight\n{row}\nB,1980-01-01,2018-01-01,ii,70\n")
    columns = "{subject_id: id, birth_date: birth, infusion_date: infusion, disease_stage: stage, weight_kg: weight}"
    cohort.describe("", subjects=f"{{file: subjects.csv, columns: {columns}}}")
    engine, _ = cohort.read()
    assert rejects(engine) == [(2, *SUBJECT_ROWS[row])]


def test_a_percentage_over_100_is_set_aside(cohort):
    cohort.write("p.csv", "id,viable\nA,100\nB,100.1\nC,-1\n")
    cohort.describe("products: {file: p.csv, columns: {subject_id: id, viability_percent: viable}}")
    engine, _ = cohort.read()
    assert rejects(engine) == [(3, "viability_percent", "above_maximum"), (4, "viability_percent", "below_minimum")]


def test_declared_words_are_missing_and_values_are_mapped(cohort):
    cohort.write("subjects.csv", "id,sex,ecog\nA,M,9\nB,f,not done\nC,female,1\n")
    columns = "{subject_id: id, sex: {column: sex, values: {M: male, f: female}}, ecog: {column: ecog, values: {9: }}}"
    cohort.describe("", subjects=f"{{file: subjects.csv, missing: [not done], columns: {columns}}}")
    engine, readings = cohort.read()
    rows = engine.rows("select subject_id, sex, ecog from raw.subjects order by all")
    assert rows == [("A", "male", None), ("B", "female", None), ("C", "female", "1")]
    assert readings["subjects"][0].values_mapped == {"sex": 2, "ecog": 1}


def test_a_decimal_comma_is_declared(cohort):
    engine, _ = read_analytes(cohort, 'A,"0,5",ferritin,"1.240,5",ng/mL\n', options=", decimal: ','")
    assert engine.rows("select study_day, result, decimal_mark from raw.analytes") == [("0,5", "1.240,5", ",")]


def test_subjects_come_out_of_a_file_of_events(cohort):
    """Blanks around an identifier do not make two subjects of one."""
    cohort.write("e.csv", "id,day\nA,1\nA ,2\nB,1\n A,3\n")
    cohort.describe("", subjects="{file: e.csv, distinct: true, columns: {subject_id: id}}")
    engine, readings = cohort.read()
    assert engine.rows("select subject_id, source_row from raw.subjects order by all") == [("A", 2), ("B", 4)]
    reading = readings["subjects"][0]
    assert (reading.rows_read, reading.rows_accepted, reading.rows_duplicated) == (4, 2, 2)
    assert reading.columns_unused == ("day",)


def test_two_files_make_one_source(cohort):
    cohort.write("b.csv", "id\nD\nE\n")
    cohort.describe(
        "", subjects="[{file: subjects.csv, columns: {subject_id: id}}, {file: b.csv, columns: {subject_id: id}}]"
    )
    engine, readings = cohort.read()
    rows = engine.rows("select source_file, count(*) from raw.subjects group by all order by all")
    assert rows == [("b.csv", 2), ("subjects.csv", 3)]
    assert [reading.rows_accepted for reading in readings["subjects"]] == [3, 2]


def test_reading_again_replaces(cohort):
    engine, _ = read_analytes(cohort, GOOD + "Z,0,ferritin,5,ng/mL\n")
    cohort.read(engine)
    assert len(rejects(engine)) == 1
    assert engine.rows("select count(*) from raw.analytes") == [(1,)]


def test_two_subjects_with_one_id_are_refused(cohort):
    cohort.write("subjects.csv", "id\nSECRET1\nB\nSECRET1 \nSECRET2\nSECRET2\n")
    cohort.describe("")
    with pytest.raises(DataError) as refusal:
        cohort.read()
    assert str(refusal.value) == (
        "source 'subjects' has 2 subject_id in more than one row, 4 rows in all\n"
        "  subjects.csv row 2, subjects.csv row 4, subjects.csv row 5, subjects.csv row 6\n"
        "  try: keep one row for each, or set 'distinct: true' if the rows say the same"
    )


def test_a_file_none_of_whose_rows_fits_is_refused(cohort):
    with pytest.raises(DataError) as refusal:
        read_analytes(cohort, "A,0,ferritin,SECRET,ng/mL\nA,SECRET,ferritin,SECRET,ng/mL\n")
    assert str(refusal.value) == (
        "none of the 2 rows fits source 'analytes'; most often not_a_result (2 rows): "
        "The text cannot be read as a result.\n"
        "  a.csv, row 2, column result\n"
        "  try: mend the mapping at study.yml:4 (column, values, decimal, missing, replace)"
    )


def test_a_file_that_changes_while_it_is_read_is_refused(cohort, monkeypatch):
    cohort.describe("")
    prints = iter([Fingerprint("a", 1, 1, 1), Fingerprint("b", 1, 1, 1)])
    monkeypatch.setattr("warehouse.landing.ingest.fingerprint", lambda path: next(prints))
    with pytest.raises(DataError) as refusal:
        cohort.read()
    assert str(refusal.value) == (
        "the file changed while it was read\n  subjects.csv\n  try: build again once it is complete"
    )


def test_any_change_of_a_file_changes_its_fingerprint(cohort):
    from warehouse.files.readers import fingerprint

    cohort.write("a.csv", "id\nA\n")
    before = fingerprint(cohort.folder / "a.csv")
    cohort.write("a.csv", "id\nB\n")
    assert fingerprint(cohort.folder / "a.csv").sha256 != before.sha256


def test_no_copy_of_a_file_stays_behind(cohort):
    cohort.write_workbook("s.xlsx", {"S": [["id"], ["A"]]})
    cohort.describe("", subjects="{file: s.xlsx, columns: {subject_id: id}}")
    cohort.read()
    kept = [path for path in (cohort.folder / ".cartwheel").rglob("*") if path.is_file()]
    assert {path.name: path.read_bytes() for path in kept} == {"lock": b""}


def test_the_ledger_gets_a_plain_row(cohort):
    cohort.describe("")
    _, readings = cohort.read(open_memory())
    row = readings["subjects"][0].as_row()
    assert (row["rows_read"], row["columns_unused"], row["values_mapped"]) == (3, "", 0)


@pytest.mark.parametrize(
    ("cells", "column", "keys"),
    [
        ("A,x", "infusion_date: x", "(column, date_format, partial, missing)"),
        ("A,x", "weight_kg: x", "(column, values, decimal, missing, replace)"),
        ("A,x", "sex: x", "(column, values, otherwise, missing)"),
        (",2", "age_years: x", "(column, missing; fill_down where a cell stands for the empty ones below it)"),
    ],
)
def test_each_reason_names_the_keys_that_mend_it(cohort, cells, column, keys):
    cohort.write("p.csv", f"id,x\n{cells}\n")
    cohort.describe("", subjects=f"{{file: p.csv, columns: {{subject_id: id, {column}}}}}")
    with pytest.raises(DataError) as refused:
        cohort.read()
    assert str(refused.value).endswith(f"mend the mapping at study.yml:3 {keys}")


def test_a_pattern_for_an_identifier_does_not_see_the_blanks_around_it(cohort):
    cohort.write("p.csv", "id\n003\u00a0\n 004\n")
    cohort.describe(
        "",
        subjects=r"{file: p.csv, columns: {subject_id: {column: id, replace: {pattern: '^(\d\d\d)$', with: 'P\1'}}}}",
    )
    engine, _ = cohort.read()
    assert engine.rows("select subject_id from raw.subjects order by all") == [("P003",), ("P004",)]
