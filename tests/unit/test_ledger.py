"""The ledger grows with every build and tells when it was changed; a build does not go on from one that was."""

import json
import shutil

import pytest

from tests.small_project import ROWS, SETTINGS, small_project
from warehouse.adapters.duckdb import DuckDB, open_existing
from warehouse.adapters.reader import open_reader
from warehouse.building.publish import Files, read_heads
from warehouse.building.task import plan_build
from warehouse.check import check_study
from warehouse.errors import StudyError
from warehouse.ledger import told
from warehouse.ledger.told import standing
from warehouse.ledger.verify import verdict, written


@pytest.fixture(scope="module")
def built_twice(tmp_path_factory, root):
    project = small_project(tmp_path_factory.mktemp("ledger"), root / "sql" / "macros")
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    return project


@pytest.fixture
def project(built_twice, tmp_path):
    """A copy of a study that was built twice."""
    shutil.copytree(built_twice.folder, tmp_path, dirs_exist_ok=True)
    return type(built_twice)(tmp_path)


def tamper(project, *statements):
    engine = open_existing(Files(project.study).published)
    for statement in statements:
        engine.execute(statement)
    engine.checkpoint()
    engine.close()


def faults(project, *, whole=True):
    engine = open_reader(Files(project.study).published)
    try:
        return verdict(written(engine, whole=whole), read_heads(Files(project.study))).faults
    finally:
        engine.close()


def test_every_run_says_who_when_what_and_on_what(project, monkeypatch):
    monkeypatch.setenv("CARTWHEEL_USER", "night build")
    project.write("study/data/subjects.csv", ROWS)
    project.build()
    told = project.rows("select who, inputs, code, package_hashes, previous, hash from meta.runs order by run_id")
    assert told[2][0] == "night build" != told[1][0]
    assert json.loads(told[0][1]) == json.loads(told[2][1]) != json.loads(told[1][1])
    assert list(json.loads(told[0][1])) == ["data/subjects.csv"]
    assert told[0][2] == told[1][2], "the code did not change"
    assert len(json.loads(told[0][3])["duckdb"]) == 64
    assert [previous for *_, previous, _ in told] == [None, told[0][5], told[1][5]]


def test_what_each_run_did_stays_when_later_runs_do_other_things(project):
    done = project.rows("select run_id, count(*) from meta.run_steps group by all order by all")
    assert done == [(1, 8), (2, 6)]
    query = "select reason from meta.run_steps where relation = 'raw.subjects' order by run_id"
    assert project.rows(query) == [("never built",), ("file data/subjects.csv changed",)]


def test_nothing_is_wrong_with_a_ledger_as_it_was_written(project):
    assert faults(project) == ()
    assert list(read_heads(Files(project.study))) == [1, 2]


CHANGES = {
    "a row changed": ("update meta.runs set who = 'someone else' where run_id = 1", "run 1 was changed"),
    "a row deleted": ("delete from meta.runs where run_id = 1", "run 1 is named in warehouse.ledger and not"),
    "the tail cut off": ("delete from meta.runs where run_id = 2", "run 2 is named in warehouse.ledger and not"),
    "a row put in": ("insert into meta.runs (run_id, who) values (3, 'nobody')", "run 3 was changed"),
    "rows that changed places": ("update meta.runs set run_id = 3 - run_id", "run 1 is not the one"),
    "what is built": ("update meta.steps set fingerprint = 'x' where layer = 'marts'", "meta.steps was changed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_does_not_go_on_from_a_changed_ledger(project, change):
    statement, fault = CHANGES[change]
    tamper(project, statement)
    task = plan_build(project.load(), project.statistics)
    assert any(found.startswith(fault) for found in task.verdict.faults), task.verdict
    with pytest.raises(StudyError, match="not as it was written") as caught:
        project.build()
    assert "build --anew" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update meta.checks set broken_rows = 0, status = 'x'", "meta.checks was changed after run 2 wrote it"),
        ("delete from meta.files", "meta.files was changed after run 2 wrote it"),
        ("update meta.run_steps set reason = 'x' where run_id = 1", "what run 1 did was changed in meta.run_steps"),
        ("insert into meta.run_steps (run_id) values (9)", "meta.run_steps has steps of run 9"),
    ],
)
def test_the_rest_of_the_ledger_is_looked_at_by_check(project, statement, fault):
    tamper(project, statement)
    assert any(found.startswith(fault) for found in faults(project))
    assert faults(project, whole=False) == ()


def written_by_a_change(project, monkeypatch):
    """The tables of the ledger that a build writes which changes one row of data, and so what says how many there are."""
    written, write = [], DuckDB.write
    monkeypatch.setattr(
        DuckDB, "write", lambda self, table, *more: (written.append(table), write(self, table, *more))[1]
    )
    project.write("study/data/subjects.csv", ROWS)
    project.build()
    return {table for table in written if table.startswith("meta.")}


def test_only_what_tells_something_else_is_written(project, monkeypatch):
    tables = {"meta.steps", "meta.files", "meta.file_columns", "meta.checks", "meta.models", "meta.added"}
    assert written_by_a_change(project, monkeypatch) == tables
    assert faults(project) == ()


def test_a_table_that_was_changed_by_hand_is_written_anew_by_the_next_build(project, monkeypatch):
    told = project.rows("from meta.settings")
    tamper(project, "update meta.settings set about = 'x'")
    assert "meta.settings" in written_by_a_change(project, monkeypatch)
    assert project.rows("from meta.settings") == told
    assert faults(project) == ()


def test_what_a_build_only_carries_on_does_not_become_right_by_it(project):
    tamper(project, "update meta.files set bytes = 1")
    project.write("sql_under_test/settings.yml", SETTINGS.replace("value: 0", "value: 1"))
    assert project.build().run_id == 3
    assert [fault for fault in faults(project) if fault.startswith("meta.files was changed")]


def test_a_standing_warehouse_is_asked_again_once_it_is_another(project):
    published = Files(project.study).published
    before = standing(published)
    assert standing(published) is before
    tamper(project, "update meta.steps set fingerprint = 'x'")
    engine = open_existing(published)
    assert standing(published) is None, "somebody may write into it"
    engine.close()
    assert {built.fingerprint for built in standing(published).built.values()} == {"x"}
    published.unlink()
    assert standing(published) is None


def test_building_anew_goes_on_and_keeps_a_note_of_what_was_wrong(project):
    tamper(project, "update meta.runs set who = 'someone else' where run_id = 1")
    assert project.build(anew=True).run_id == 3
    assert faults(project) == ()
    assert "run 1 was changed" in project.rows("select faults from meta.runs where run_id = 3")[0][0]
    assert project.build().run_id is None
    tamper(project, "update meta.runs set who = 'another' where run_id = 2")
    assert faults(project), "what is wrong besides is noticed still"


@pytest.mark.parametrize("choice", [{}, {"anew": True}])
@pytest.mark.parametrize(
    "later", ["alter table meta.runs add column weather varchar", "update meta.runs set cartwheel_version = '987.6.5'"]
)
def test_what_a_later_version_built_is_refused_and_left_as_it_is(project, choice, later):
    """Its runs would lose what this version does not know of, and would then look changed by hand."""
    tamper(project, later)
    before = Files(project.study).published.read_bytes()
    with pytest.raises(StudyError, match="A later version of Cartwheel"):
        project.build(**choice)
    with pytest.raises(StudyError, match="A later version of Cartwheel"):
        check_study(project.load())
    assert Files(project.study).published.read_bytes() == before


def test_building_anew_keeps_the_runs_before(project):
    before = project.rows("from meta.runs order by run_id")
    project.build(anew=True)
    assert project.rows("from meta.runs order by run_id")[:2] == before
    assert faults(project) == ()


@pytest.mark.parametrize("choice", [{}, {"anew": True}])
@pytest.mark.parametrize("is_kept", [True, False], ids=["known from the build before", "unknown"])
def test_a_warehouse_that_another_program_holds_is_not_taken_for_a_changed_one(project, choice, is_kept):
    """What it knows of earlier runs could not be carried on."""
    project.build(anew=True)
    if not is_kept:
        (project.study / ".cartwheel" / "warehouse.standing").unlink()
    told._standing.cache_clear()
    project.write("sql_under_test/settings.yml", SETTINGS.replace("value: 0", "value: 1"))
    engine = open_existing(Files(project.study).published)
    try:
        if choice or not is_kept:
            with pytest.raises(StudyError, match=r"warehouse\.duckdb cannot be opened: .*handle") as caught:
                project.build(**choice)
            assert "close the program that has it open" in str(caught.value)
    finally:
        engine.close()
    assert not Files(project.study).building.exists()
    project.build(**choice)
    assert project.rows("select run_id, faults from meta.runs order by run_id") == [(n, None) for n in (1, 2, 3, 4)]


def test_a_warehouse_that_was_deleted_is_built_and_the_gap_is_told(project):
    Files(project.study).published.unlink()
    assert project.build().run_id == 3
    told = project.rows("select run_id, previous, faults from meta.runs")
    assert [row[:2] for row in told] == [(3, read_heads(Files(project.study))[2])]
    assert "runs 1 to 2 are named in warehouse.ledger and not in the warehouse" in told[0][2]
    assert project.build().run_id is None


def test_an_older_warehouse_put_back_is_noticed(project, tmp_path):
    kept = tmp_path / "kept.duckdb"
    shutil.copyfile(Files(project.study).published, kept)
    project.write("study/data/subjects.csv", ROWS)
    project.build()
    shutil.copyfile(kept, Files(project.study).published)
    assert faults(project) == ("run 3 is named in warehouse.ledger and not in the warehouse",)


def test_a_run_has_a_line_of_its_own_though_the_last_was_left_without_an_end(project):
    heads = Files(project.study).heads
    heads.write_text(heads.read_text("utf-8").rstrip("\n"), "utf-8")
    project.build(anew=True)
    told = project.rows("select run_id, hash from meta.runs order by run_id")
    assert list(read_heads(Files(project.study)).items()) == told
    assert len(told) == 3


def test_without_the_file_beside_it_a_chain_is_still_held_together(project):
    Files(project.study).heads.unlink()
    assert faults(project) == ()
    tamper(project, "delete from meta.runs where run_id = 1")
    assert "the runs before run 2 are gone" in faults(project)


@pytest.mark.parametrize("name", ["warehouse.duckdb", "cuts/2018-01-01.duckdb"])
def test_one_that_cannot_be_opened_is_said_by_a_check(project, name):
    project.write(f"study/{name}", "no database" * 1000)
    with pytest.raises(StudyError, match=r"cannot be opened") as caught:
        check_study(project.load())
    assert str(caught.value.where).endswith(name)
