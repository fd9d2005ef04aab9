"""What a study answers to a suspicion is done, kept with its reason, and refused where it would reach further than meant."""

import pytest

from tests.small_cohort import REGISTRY, Cohort, Inputs, shipped_contract, shipped_macro_texts
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import DataError, StudyError
from warehouse.landing.ingest import read_source

LEVELS = "id,day,IL-6,CRP\nA,0,12,3\nB,0,999,4\nC,0,7,5\n"
STUDY = """
study: small
sources:
  subjects: {file: subjects.csv, columns: {subject_id: id}}
  analytes:
    file: levels.csv
    unpivot: {columns: '(?P<analyte>IL-6|CRP)', value: level}
    columns: {subject_id: id, study_day: day, analyte: analyte, result: level, unit: {constant: pg/mL}}
answers:
"""


@pytest.fixture
def cohort(tmp_path):
    cohort = Cohort(tmp_path)
    cohort.write("subjects.csv", "id\nA\nB\nC\n")
    cohort.write("levels.csv", LEVELS)
    return cohort


def answering(cohort, answer):
    """The engine after reading the analytes of a study with one answer."""
    cohort.write("study.yml", f"{STUDY}  - {answer}\n")
    engine = open_memory()
    engine.execute(REGISTRY)
    for source in ("subjects", "analytes"):
        read_source(engine, Inputs(cohort.load(), shipped_contract(), shipped_macro_texts()), source)
    return engine


def rows(engine, sql):
    return engine.rows(f"{sql} order by all")


def test_a_correction_changes_the_value_and_keeps_the_text(cohort):
    answer = "{suspicion: s, source: analytes, file: levels.csv, rows: [3], where: {analyte: IL-6}, correct: {result: 9.9}, because: typed}"
    engine = answering(cohort, answer)
    assert rows(engine, "select subject_id, analyte, result from raw.analytes where subject_id = 'B'") == [
        ("B", "CRP", "4"),
        ("B", "IL-6", "9.9"),
    ]
    kept = "select source_file, source_row, source_column, received, became from raw.changed_cells"
    assert rows(engine, kept) == [("levels.csv", 3, "IL-6", "999", "9.9")]


EXCLUDED = "{suspicion: s, source: analytes, file: levels.csv, rows: [2], exclude: true, because: the site was asked}"


@pytest.mark.parametrize("level", ["12", "unreadable"])
def test_the_only_row_of_a_file_may_be_excluded(cohort, level):
    cohort.write("levels.csv", f"id,day,IL-6,CRP\nA,0,{level},{level}\n")
    engine = answering(cohort, EXCLUDED)
    assert rows(engine, "select * from raw.analytes") == []
    excluded = "select source_row, about, count(*) from raw.rejects where reason = 'excluded' group by all"
    assert rows(engine, excluded) == [(2, "the site was asked", 2)]


def test_what_fits_no_source_is_counted_without_what_is_excluded(cohort):
    cohort.write("levels.csv", "id,day,IL-6,CRP\nA,0,12,3\nB,0,unreadable,unreadable\n")
    with pytest.raises(DataError, match=r"none of the 2 rows fits source 'analytes'; most often \w+ \(2 rows\)"):
        answering(cohort, EXCLUDED)


def test_an_excluded_row_is_a_reject_with_its_reason(cohort):
    engine = answering(
        cohort, "{suspicion: s, source: analytes, file: levels.csv, rows: [3], exclude: true, because: haemolysed}"
    )
    assert [row[0] for row in rows(engine, "select distinct subject_id from raw.analytes")] == ["A", "C"]
    assert rows(engine, "select distinct source_row, reason, about from raw.rejects") == [(3, "excluded", "haemolysed")]


def test_an_accepted_suspicion_changes_nothing(cohort):
    engine = answering(cohort, "{suspicion: heap_at_an_extreme, accept: true, because: the assay ends there}")
    assert rows(engine, "select count(*) from raw.analytes") == [(6,)]


PLACE = "source: analytes, file: levels.csv"


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("{suspicion: s, because: b}", "an answer is one of"),
        ("{suspicion: s, accept: true, exclude: true, because: b}", "an answer is one of"),
        ("{suspicion: s, accept: true}", "because"),
        ("{suspicion: s, accept: true, because: ' '}", "'because' is empty"),
        ("{suspicion: s, accept: false, because: b}", "true or left out"),
        ("{suspicion: s, exclude: true, because: b}", "'exclude' needs 'source'"),
        ("{suspicion: s, source: lesions, accept: true, because: b}", "no source 'lesions'"),
        ("{suspicion: s, source: analytes, file: level.csv, rows: [2], exclude: true, because: b}", "no mapping of"),
        (f"{{suspicion: s, {PLACE}, rows: [2], correct: {{unit: ng/mL}}, because: b}}", "'unit' is no column"),
        (
            f"{{suspicion: s, {PLACE}, rows: [2], where: {{result: 13}}, correct: {{result: 1}}, because: b}}",
            "of 1 rows that an answer names, the mapping has 0",
        ),
        (
            f"{{suspicion: s, {PLACE}, rows: [2], correct: {{result: 1}}, because: b}}",
            "try: say which is meant, in an answer each: where: {analyte: CRP} or where: {analyte: IL-6}",
        ),
        (f"{{suspicion: s, {PLACE}, rows: [2, 99], exclude: true, because: b}}", "of 2 rows that an answer names"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_at_its_line(cohort, answer, what):
    with pytest.raises(StudyError) as refused:
        answering(cohort, answer)
    assert what in str(refused.value)
    assert "study.yml:10" in str(refused.value)


def test_the_corrected_column_says_by_its_received_text_which_is_meant(cohort):
    answer = f"{{suspicion: s, {PLACE}, rows: [2], where: {{result: 12}}, correct: {{result: 1}}, because: b}}"
    engine = answering(cohort, answer)
    sql = "select analyte, result from raw.analytes where source_row = 2"
    assert rows(engine, sql) == [("CRP", "3"), ("IL-6", "1")]


def test_a_cell_that_several_records_share_is_corrected_for_all(cohort):
    engine = answering(cohort, f"{{suspicion: s, {PLACE}, rows: [2], correct: {{study_day: 1}}, because: b}}")
    sql = "select analyte, study_day from raw.analytes where source_row = 2"
    assert rows(engine, sql) == [("CRP", "1"), ("IL-6", "1")]


GRADES = """
study: small
sources:
  subjects: {file: subjects.csv, columns: {subject_id: id}}
  toxicities:
    - file: tox.csv
      columns:
        subject_id: id
        study_day: day
        event: {constant: CRS}
        scale: {constant: ASTCT}
        grade: {column: crs, replace: {pattern: '^Grade ', with: }}
    - file: tox.csv
      columns:
        subject_id: id
        study_day: day
        event: {constant: NE}
        scale: {constant: ASTCT}
        grade: {column: icans, replace: {pattern: '^Grade ', with: }}
answers:
"""
WHERE = "where: {event: CRS} or where: {event: NE}"


def reading_grades(cohort, *answers, study=GRADES):
    """The toxicities of row 3, by event; its grade 7 cannot be."""
    cohort.write("tox.csv", "id,day,crs,icans\nA,1,Grade 1,Grade 0\nB,2,Grade 7,Grade 2\nC,3,2,2\n")
    listed = [f"  - {{suspicion: s, source: toxicities, file: tox.csv, {each}, because: b}}\n" for each in answers]
    cohort.write("study.yml", study + "".join(listed))
    engine = open_memory()
    for source in ("subjects", "toxicities"):
        read_source(engine, Inputs(cohort.load(), shipped_contract(), shipped_macro_texts()), source)
    return rows(engine, "select event, study_day, grade from raw.toxicities where source_row = 3")


@pytest.mark.parametrize("answer", ["correct: {grade: 3}", "exclude: true", "where: {study_day: 2}, exclude: true"])
def test_an_answer_about_a_row_of_two_mappings_says_which_it_means(cohort, answer):
    with pytest.raises(StudyError) as refused:
        reading_grades(cohort, f"rows: [3], {answer}")
    assert "2 records of row 3 of tox.csv" in str(refused.value)
    assert WHERE in str(refused.value)


@pytest.mark.parametrize("where", ["{event: CRS}", "{grade: Grade 7}"])
def test_a_constant_or_the_received_text_narrows_a_correction(cohort, where):
    found = reading_grades(cohort, f"rows: [3], where: {where}, correct: {{grade: 3}}")
    assert found == [("CRS", "2", "3"), ("NE", "2", "2")]


def test_a_constant_narrows_an_exclusion(cohort):
    assert reading_grades(cohort, "rows: [3], where: {event: CRS}, exclude: true") == [("NE", "2", "2")]


def test_each_record_of_a_row_may_have_an_answer_of_its_own(cohort):
    crs = "rows: [3], where: {event: CRS}, correct: {grade: 3}"
    assert reading_grades(cohort, crs, "rows: [3], where: {event: NE}, exclude: true") == [("CRS", "2", "3")]


def test_the_day_of_a_row_is_one_cell_however_many_mappings_read_it(cohort):
    found = reading_grades(
        cohort, "rows: [3], correct: {study_day: 9}", "rows: [3], where: {event: CRS}, exclude: true"
    )
    assert found == [("NE", "9", "2")]


def test_two_columns_of_one_event_are_told_apart_by_what_they_hold(cohort):
    with pytest.raises(StudyError) as refused:
        reading_grades(
            cohort, "rows: [3], correct: {grade: 3}", study=GRADES.replace("{constant: NE}", "{constant: CRS}")
        )
    assert "where: {grade: <the text received>}" in str(refused.value)
    assert "Grade 7" not in str(refused.value)
