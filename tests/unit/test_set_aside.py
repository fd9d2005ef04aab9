"""What was set aside is known to the models, as the study's mapping reads it, unless the study itself leaves it out."""

import pytest

from tests.small_cohort import Cohort, Inputs, shipped_contract, shipped_macro_texts
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import StudyError
from warehouse.landing.ingest import ingest_study, read_source

STUDY = """
study: small
sources:
  subjects: {file: subjects.csv, columns: {subject_id: id}}
  toxicities:
    file: grades.csv
    decimal: ','
    unpivot: {columns: '(?P<event>CRS|Neuro)', value: level}
    columns:
      subject_id: {column: id, replace: {pattern: '^pat ', with: ''}}
      study_day: day
      event: {column: event, values: {Neuro: NE}}
      scale: {constant: CTCAE}
      grade: level
"""


@pytest.fixture
def cohort(tmp_path):
    cohort = Cohort(tmp_path)
    cohort.write("subjects.csv", "id\nA\nB\nC\n")
    cohort.write("grades.csv", "id;day;CRS;Neuro\npat A;1,5;>=3;3-4\nB;2;1;2\nC;x;y;0\n")
    cohort.write("study.yml", STUDY)
    return cohort


def read(cohort, engine=None):
    engine = engine or open_memory()
    study = cohort.load()
    for source in ("subjects", "toxicities", "toxicities_set_aside"):
        read_source(engine, Inputs(study, shipped_contract(), shipped_macro_texts()), source)
    return engine


ROWS = "select subject_id, study_day, event, grade, source_row, decimal_mark from raw.toxicities_set_aside order by all"


def test_rows_are_there_as_the_mapping_reads_them_each_once(cohort):
    """The last breaks two rules; of the first, two cells are two rows."""
    engine = read(cohort)
    assert engine.rows(ROWS) == [
        ("A", "1,5", "CRS", ">=3", 2, ","),
        ("A", "1,5", "NE", "3-4", 2, ","),
        ("C", "x", "CRS", "y", 4, ","),
        ("C", "x", "NE", "0", 4, ","),
    ]
    assert engine.rows("select count(*) from raw.rejects")[0][0] == 5
    assert engine.rows("select subject_id, event from raw.toxicities order by all") == [("B", "CRS"), ("B", "NE")]


def test_what_the_study_leaves_out_is_out_of_the_way(cohort):
    answer = "{suspicion: s, source: toxicities, file: grades.csv, rows: [2], where: {event: CRS}, exclude: true, because: b}"
    cohort.write("study.yml", f"{STUDY}answers:\n  - {answer}\n")
    assert [row[:3] for row in read(cohort).rows(ROWS)] == [
        ("A", "1,5", "NE"),
        ("C", "x", "CRS"),
        ("C", "x", "NE"),
    ]


def test_a_study_without_the_source_has_an_empty_table(cohort):
    cohort.describe("")
    assert read(cohort).rows(ROWS) == []


def test_a_warehouse_of_an_earlier_version_is_read_again(cohort):
    engine = open_memory()
    engine.execute("create schema raw")
    engine.execute(
        "create table raw.rejects (source varchar, source_file varchar, source_sheet varchar, source_row bigint, "
        "column_name varchar, reason varchar, about varchar, received varchar)"
    )
    assert len(read(cohort, engine).rows(ROWS)) == 4


def test_every_source_is_followed_by_what_was_set_aside_of_it(cohort):
    names = list(shipped_contract().sources)
    shown = [name for name, source in shipped_contract().sources.items() if source.shows_set_aside]
    assert shown
    assert [names[names.index(name) + 1] for name in shown] == [f"{name}_set_aside" for name in shown]
    engine = open_memory()
    cohort.describe("")
    ingest_study(engine, Inputs(cohort.load(), shipped_contract(), shipped_macro_texts()))
    for name in shown:
        columns = engine.describe(f"from raw.{name}")
        assert engine.describe(f"from raw.{name}_set_aside") == columns


def test_no_file_can_be_mapped_to_it(cohort):
    cohort.write("study.yml", STUDY.replace("toxicities:", "toxicities_set_aside:"))
    with pytest.raises(StudyError) as refusal:
        cohort.load()
    assert "unknown source 'toxicities_set_aside'" in str(refusal.value)
    assert "toxicities" in (refusal.value.hint or "")
