"""A snapshot keeps what each data cut said: worked sequences of cuts, and a slow twin that remembers every cut whole."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.long_project import STUDY, long_project, write_rows
from warehouse.adapters.duckdb import open_existing, open_memory
from warehouse.adapters.reader import open_reader
from warehouse.building.snapshot import build_snapshot
from warehouse.building.task import plan_build
from warehouse.check import look_at_ledger
from warehouse.errors import CheckError, ModelError, StudyError
from warehouse.explaining.explain import explain
from warehouse.exporting.export_dbt import export_dbt
from warehouse.exporting.export_sql import export_sql

ARMS = """/*
about: The arm of each subject at each data cut.
grain: [subject_id, valid_from_cut]
materialized: snapshot
columns:
  subject_id: {about: Subject}
  arm: {about: Arm}
  valid_from_cut: {about: First data cut that said so}
  valid_to_cut: {about: First data cut that no longer did}
*/
select subject_id, arm, cast(null as date) as valid_from_cut, cast(null as date) as valid_to_cut
from {{ ref('stg_subjects') }}
"""
WIDER = ARMS.replace("  arm: {about: Arm}\n", "  letter: {about: First letter}\n  arm: {about: Arm}\n").replace(
    "select subject_id, arm", "select subject_id, left(arm, 1) as letter, arm"
)
ONE, TWO, THREE = (date(2026, month, 1) for month in (1, 2, 3))


@pytest.fixture
def project(tmp_path, root):
    project = long_project(tmp_path, root / "sql" / "macros")
    project.write_model("marts/arms_over_time", ARMS)
    return project


def at(project, cut, arms, **choice):
    """A build of a data cut in which these subjects are in these arms."""
    project.write("study/study.yml", f"{STUDY}data_cut: {cut.isoformat()}\n")
    write_rows(project, dict.fromkeys(arms, ()), arms)
    return project.build(**choice)


def history(project):
    engine = open_reader(project.study / "warehouse.duckdb")
    try:
        return engine.rows(
            "select subject_id, arm, valid_from_cut, valid_to_cut from marts.arms_over_time order by all"
        )
    finally:
        engine.close()


def test_a_line_that_cannot_be_computed_is_told_by_its_number(project):
    """The eleventh line is the first below the header, the twelfth the one with the cast."""
    project.write_model("marts/arms_over_time", ARMS.replace("subject_id, arm", "subject_id,\narm::integer as arm"))
    with pytest.raises(ModelError, match="Conversion Error") as caught:
        at(project, ONE, {"A": "high"})
    assert caught.value.where.line == 12


def test_values_change_vanish_and_come_back(project):
    at(project, ONE, {"A": "high", "B": "low", "C": "low"})
    assert history(project) == [("A", "high", ONE, None), ("B", "low", ONE, None), ("C", "low", ONE, None)]
    at(project, TWO, {"A": "low", "B": "low", "D": "high"})
    after_two = [
        ("A", "high", ONE, TWO),
        ("A", "low", TWO, None),
        ("B", "low", ONE, None),
        ("C", "low", ONE, TWO),
        ("D", "high", TWO, None),
    ]
    assert history(project) == after_two
    at(project, THREE, {"A": "high", "B": "low", "C": "low", "D": "high"})
    assert history(project) == [
        ("A", "high", ONE, TWO),
        ("A", "high", THREE, None),
        ("A", "low", TWO, THREE),
        ("B", "low", ONE, None),
        ("C", "low", ONE, TWO),
        ("C", "low", THREE, None),
        ("D", "high", TWO, None),
    ]


def test_a_cut_that_is_built_again_says_what_it_says_now(project):
    at(project, ONE, {"A": "high", "B": "low"})
    at(project, TWO, {"A": "low"})
    at(project, TWO, {"A": "high", "B": "high"})
    assert history(project) == [("A", "high", ONE, None), ("B", "high", TWO, None), ("B", "low", ONE, TWO)]


def test_building_anew_keeps_what_cannot_be_built(project):
    at(project, ONE, {"A": "high"})
    at(project, TWO, {"A": "low"})
    before = history(project)
    at(project, TWO, {"A": "low"}, anew=True)
    assert history(project) == before


def rewrite_history(project):
    engine = open_existing(project.study / "warehouse.duckdb")
    engine.execute("update marts.arms_over_time set arm = 'low' where valid_to_cut is not null")
    engine.checkpoint()
    engine.close()


REWRITTEN = "marts.arms_over_time was changed after run 2 wrote it"


def test_a_changed_history_is_noticed(project):
    at(project, ONE, {"A": "high"})
    at(project, TWO, {"A": "low"})
    assert look_at_ledger(project.study).faults == ()
    rewrite_history(project)
    assert look_at_ledger(project.study).faults == (REWRITTEN,)


def test_no_build_makes_a_changed_history_right(project):
    """The next cut carries the history on under a new hash, so it is the last build that can tell."""
    at(project, ONE, {"A": "high"})
    at(project, TWO, {"A": "low"})
    rewrite_history(project)
    with pytest.raises(StudyError, match=REWRITTEN):
        at(project, THREE, {"A": "low"})
    at(project, THREE, {"A": "low"}, anew=True)
    found = look_at_ledger(project.study)
    assert (found.known, found.faults) == ((REWRITTEN,), (f"cuts/{TWO}.duckdb: {REWRITTEN}",))


def test_a_new_data_cut_is_a_reason_though_no_file_changed(project):
    at(project, ONE, {"A": "high"})
    project.write("study/study.yml", f"{STUDY}data_cut: {TWO.isoformat()}\n")
    assert reasons(project) == {"marts.arms_over_time": "data cut changed"}
    at(project, TWO, {"A": "high"})
    assert history(project) == [("A", "high", ONE, None)]


def test_an_earlier_cut_is_refused_and_nothing_is_lost(project):
    at(project, TWO, {"A": "high"})
    with pytest.raises(StudyError, match="already knows the data cut 2026-02-01, which is later than 2026-01-01"):
        at(project, ONE, {"A": "low"})
    assert history(project) == [("A", "high", TWO, None)]


def test_a_column_may_come_but_not_go(project):
    at(project, ONE, {"A": "high"})
    project.write_model("marts/arms_over_time", WIDER)
    at(project, TWO, {"A": "high"})
    assert history(project) == [("A", "high", ONE, TWO), ("A", "high", TWO, None)], "nobody knew the letter before"
    project.write_model("marts/arms_over_time", ARMS)
    with pytest.raises(ModelError, match="holds the history of letter, gone now or of another type"):
        at(project, THREE, {"A": "high"})


def test_a_key_has_one_row_at_a_time(project):
    project.write_model("marts/arms_over_time", ARMS + "union all " + ARMS.partition("*/")[2])
    with pytest.raises(CheckError, match=r"of marts\.arms_over_time, 1 keys have several rows, 0 rows none"):
        at(project, ONE, {"A": "high"})
    assert not (project.study / "warehouse.duckdb").exists()


def test_what_a_table_of_that_name_held_is_no_history(project):
    project.write_model(
        "marts/arms_over_time",
        ARMS.replace("[subject_id, valid_from_cut]", "[subject_id]").replace("snapshot", "table"),
    )
    at(project, ONE, {"A": "high", "B": "low"})
    project.write_model("marts/arms_over_time", ARMS)
    at(project, TWO, {"A": "high"})
    assert history(project) == [("A", "high", TWO, None)]


@pytest.mark.parametrize("choice", [{}, {"anew": True}])
def test_a_table_without_cuts_holds_no_history(project, choice):
    columns = "  valid_from_cut: {about: First data cut that said so}\n  valid_to_cut: {about: First data cut that no longer did}\n"
    plain = ARMS.replace("[subject_id, valid_from_cut]", "[subject_id]").replace("materialized: snapshot\n", "")
    query = "\nselect subject_id, upper(arm) as letters\nfrom {{ ref('stg_subjects') }}\n"
    header = plain.partition("*/")[0].replace(columns, "").replace("arm:", "letters:")
    project.write_model("marts/arms_over_time", f"{header}*/{query}")
    at(project, ONE, {"A": "high", "B": "low"})
    project.write_model("marts/arms_over_time", ARMS)
    at(project, TWO, {"A": "high"}, **choice)
    assert history(project) == [("A", "high", TWO, None)]


def test_the_plan_says_that_a_history_is_dropped(project):
    at(project, ONE, {"A": "high"})
    as_table = ARMS.replace("[subject_id, valid_from_cut]", "[subject_id]").replace("snapshot", "table")
    project.write_model("marts/arms_over_time", as_table)
    assert reasons(project) == {"marts.arms_over_time": "it is no snapshot any more: its history is dropped"}
    (project.sql / "marts" / "arms_over_time.sql").unlink()
    assert reasons(project) == {"marts.arms_over_time": "no file makes it any more: its history is dropped"}


def reasons(project):
    steps = plan_build(project.load(), project.statistics).plan.of("build", "drop")
    return {step.relation: step.reason for step in steps}


def test_without_a_data_cut_there_is_no_snapshot(project):
    with pytest.raises(StudyError, match="is a snapshot, and the study has no data cut"):
        project.load()


@pytest.mark.parametrize("text", [ARMS.replace("grain: [subject_id, valid_from_cut]", "grain: [subject_id]")])
def test_a_header_without_the_cuts_is_refused(project, text):
    project.write_model("marts/arms_over_time", text)
    with pytest.raises(ModelError, match="a snapshot has the columns valid_from_cut and valid_to_cut"):
        project.load()


def test_an_export_reads_the_history_or_says_that_it_has_none(project, tmp_path):
    at(project, ONE, {"A": "high"})
    loaded = project.load()
    export_dbt(loaded, project.study / "warehouse.duckdb", tmp_path / "dbt")
    text = (tmp_path / "dbt/models/marts/arms_over_time.sql").read_text("utf-8")
    assert text.endswith("from published.marts.arms_over_time\n")
    scripts = {each.relation: each for each in export_sql(loaded, "postgres", tmp_path / "scripts")}
    assert "only what the present data cut says" in scripts["marts.arms_over_time"].doubts[0]


CUTS = st.lists(st.dictionaries(st.sampled_from("ABC"), st.sampled_from([None, 1, 2]), max_size=3), max_size=5)
COLUMNS = [SimpleNamespace(name=name) for name in ("subject_id", "grade", "valid_from_cut", "valid_to_cut")]
HEADER = SimpleNamespace(columns=COLUMNS, grain=("subject_id", "valid_from_cut"))
MODEL = SimpleNamespace(
    relation="made",
    path="made.sql",
    header=HEADER,
    sql="select subject_id, grade, cast(null as date) as valid_from_cut, cast(null as date) as valid_to_cut from found",
)


@settings(max_examples=40, deadline=None)
@given(CUTS, st.data())
def test_every_cut_can_be_read_back_whole(cuts, data):
    """The twin keeps each cut as it was; a cut may be built several times, with other rows before."""
    engine, is_standing = open_memory(), False
    for number, rows in enumerate(cuts, 1):
        drafts = data.draw(st.lists(st.sampled_from(cuts), max_size=1))
        for each in [*drafts, rows]:
            values = ", ".join(f"('{name}', {grade or 'null'})" for name, grade in each.items())
            source = f"(values {values})" if values else "(select null, null limit 0)"
            engine.execute(
                f"create or replace table found as select cast(a as varchar) as subject_id, cast(b as integer) as grade"
                f" from {source} as given (a, b)"
            )
            build_snapshot(engine, MODEL, date(2026, number, 1), is_standing=is_standing)
            is_standing = True
    for number, rows in enumerate(cuts, 1):
        cut = f"date '2026-{number:02d}-01'"
        valid = f"valid_from_cut <= {cut} and (valid_to_cut is null or valid_to_cut > {cut})"
        assert dict(engine.rows(f"select subject_id, grade from made where {valid}")) == rows
    assert not cuts or engine.rows(
        "select count(*) from made where valid_to_cut is not null and valid_to_cut <= valid_from_cut"
    ) == [(0,)]
    engine.close()


def followed(project, what):
    """The tables on the way, the rows of files at its end, and what is said of the snapshot."""
    engine = open_reader(project.study / "warehouse.duckdb")
    try:
        found = explain(engine, f"marts.arms_over_time.arm@{what}")
    finally:
        engine.close()
    rows = [(each.file, each.n_rows) for each in found.files]
    return [step.relation for step in found.steps], rows, found.steps[0].note


def test_a_value_is_followed_from_the_present_cut_to_its_file_and_of_an_earlier_one_it_is_said_why_not(project):
    at(project, ONE, {"A": "high", "B": "low"})
    at(project, TWO, {"A": "low", "B": "low"})
    to_the_file = ["marts.arms_over_time", "staging.stg_subjects"], [("data/subjects.csv", 1)]
    said = "what an earlier data cut said is not followed: the warehouse of that cut is in cuts/"
    assert followed(project, "B") == (*to_the_file, None)
    assert followed(project, "A,2026-02-01") == (*to_the_file, None)
    assert followed(project, "A,2026-01-01") == (["marts.arms_over_time"], [], said)
    assert followed(project, "A") == (*to_the_file, said)
