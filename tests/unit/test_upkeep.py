"""The store on disk of a small study built by groups: whose it is, and what is removed from it."""

import errno
import os
import shutil
from contextlib import closing

import pytest

from tests.small_project import ROWS, STUDY, small_project
from warehouse.adapters.reader import open_reader
from warehouse.building import upkeep
from warehouse.building.run import build
from warehouse.building.task import Choice
from warehouse.building.upkeep import MARKER
from warehouse.errors import CheckError, StudyError
from warehouse.models.project import load_project
from warehouse.planning.plan import BUILD, SKIP

GROUPED = "engine: {groups: 2}\n"


@pytest.fixture
def project(tmp_path, root):
    found = small_project(tmp_path, root / "sql" / "macros")
    found.write("study/study.yml", STUDY + GROUPED)
    return found


def run(project, **options):
    return build(project.load(), project.statistics, **options)


def run_copy(project, folder):
    return build(load_project(folder, project.statistics, sql=project.sql), project.statistics)


def dose(project, value):
    """Another dose of a fourth subject, so that every table with rows of subjects is built again."""
    project.write("study/data/subjects.csv", f"{ROWS}D,{value},low\n")


def folders(project, relation="marts.dosed"):
    return {path.name for path in (project.study / "store" / relation).glob("*")}


def n_dosed(project):
    return project.rows("select count(*) from marts.dosed")[0][0]


@pytest.mark.parametrize(("store", "thing"), [("data", "data/site_a/more/x.csv"), ("../shared", "../shared/a/b/c.txt")])
def test_a_store_with_other_things_in_it_is_refused_and_left_as_it_is(project, store, thing):
    project.write(f"study/{thing}", "precious")
    project.write("study/study.yml", f"{STUDY}engine: {{groups: 2, store: '{store}'}}\n")
    with pytest.raises(StudyError, match="holds other things") as raised:
        run(project)
    assert "a folder of its own" in str(raised.value)
    assert (project.study / thing).read_text() == "precious"


def test_a_file_is_no_store(project):
    project.write("study/study.yml", f"{STUDY}engine: {{groups: 2, store: study.yml}}\n")
    with pytest.raises(StudyError, match="The store cannot be used: Not a directory"):
        run(project)


def test_two_studies_cannot_share_a_store(project):
    project.write("study/study.yml", f"{STUDY}engine: {{groups: 2, store: ../shared}}\n")
    run(project)
    other = shutil.copytree(project.study, project.folder / "other")
    with pytest.raises(StudyError, match="belongs to the study in") as raised:
        run_copy(project, other)
    assert str(project.study) in str(raised.value)
    assert n_dosed(project) == 3


def test_a_study_that_was_moved_takes_its_store_back_when_told_to(project):
    project.write("study/study.yml", f"{STUDY}engine: {{groups: 2, store: {project.folder / 'rows'}}}\n")
    run(project)
    dose(project, 4)
    moved = project.study.rename(project.folder / "moved")
    with pytest.raises(StudyError, match=f"remove {MARKER} from the store"):
        run_copy(project, moved)
    # As a disk that was full leaves it: no word.
    (project.folder / "rows" / MARKER).write_text("")
    run_copy(project, moved)
    assert len(list((project.folder / "rows").glob("marts.dosed/*"))) == 2


def test_a_word_that_was_cut_short_is_written_anew(project):
    project.write(f"study/store/{MARKER}", "")
    run(project)
    assert (project.study / "store" / MARKER).read_text().endswith("\n..\n")


def test_a_copied_study_has_its_own_store_in_the_copy(project):
    run(project)
    run_copy(project, shutil.copytree(project.study, project.folder / "other"))
    dose(project, 4)
    run(project)
    assert n_dosed(project) == 4


def test_what_no_build_made_stays_in_the_store(project):
    run(project)
    for name in (
        "notes/of_mine/a.txt",
        "marts.dosed/kept_by_hand/a.txt",
        "notes/0123456789abcdef0123456789abcdef/a.txt",
    ):
        project.write(f"study/store/{name}", "precious")
    for value in (4, 5, 6):
        dose(project, value)
        run(project)
    assert len(list((project.study / "store").glob("*/*/a.txt"))) == 3
    assert len(folders(project)) == 3


def test_a_store_of_before_there_were_owners_goes_on_and_is_then_owned(project):
    run(project)
    before = folders(project)
    (project.study / "store" / MARKER).unlink()
    dose(project, 4)
    run(project)
    assert (project.study / "store" / MARKER).exists()
    assert before < folders(project)


def test_a_store_that_no_warehouse_names_is_not_taken_over(project):
    """As when the warehouse was removed, and the store is of before there were owners."""
    run(project)
    before = folders(project)
    for name in ("warehouse.duckdb", f"store/{MARKER}", "warehouse.ledger"):
        (project.study / name).unlink()
    with pytest.raises(StudyError, match="holds other things"):
        run(project)
    assert folders(project) == before


def at_cut(project, day, engine=GROUPED):
    project.write("study/study.yml", f"{STUDY}data_cut: {day}\n{engine}")


def test_the_warehouse_of_an_earlier_cut_keeps_its_rows_as_long_as_it_is_there(project):
    at_cut(project, "2018-01-01")
    run(project)
    first = folders(project)
    at_cut(project, "2018-06-01")
    for value in (4, 5, 6):
        dose(project, value)
        run(project)
    earlier = project.study / "cuts/2018-01-01.duckdb"
    with closing(open_reader(earlier)) as reader:
        assert reader.rows("select count(*) from marts.dosed") == [(3,)]
    earlier.unlink()
    dose(project, 7)
    run(project)
    assert not folders(project) & first


def test_nothing_goes_while_a_kept_warehouse_cannot_be_asked_what_it_reads(project):
    run(project)
    first = folders(project)
    project.write("study/cuts/2018-01-01.duckdb", "no database")
    for value in (4, 5, 6):
        dose(project, value)
        run(project)
    assert first < folders(project)
    assert len(folders(project)) == 4


def test_readers_of_the_build_before_go_on_after_building_anew(project):
    run(project)
    with closing(open_reader(project.study / "warehouse.duckdb")) as reader:
        run(project, choice=Choice(anew=True))
        assert reader.rows("select count(*) from marts.dosed") == [(3,)]
    assert len(folders(project)) == 2


def test_readers_of_the_build_before_go_on_after_a_retry(project):
    run(project)
    with closing(open_reader(project.study / "warehouse.duckdb")) as reader:
        project.write("study/data/subjects.csv", ROWS + "D,4,odd\n")
        with pytest.raises(CheckError):
            run(project)
        dose(project, 4)
        run(project, choice=Choice(retry=True))
        assert reader.rows("select count(*) from marts.dosed") == [(3,)]
    assert n_dosed(project) == 4


def test_a_disk_that_refuses_to_be_swept_is_swept_by_the_next_build(project, monkeypatch):
    run(project)
    for value in (4, 5):
        dose(project, value)
        with monkeypatch.context() as patched:
            patched.setattr(upkeep, "_sweep", refused)
            assert run(project).run_id is not None
    assert len(folders(project)) == 3
    dose(project, 6)
    run(project)
    assert len(folders(project)) == 2


def refused(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_rows_that_are_no_longer_in_the_store_are_built_again(project):
    run(project)
    (folder,) = (project.study / "store/marts.dosed").iterdir()
    shutil.rmtree(folder)
    steps = {step.relation: step for step in run(project).plan.of(BUILD)}
    assert {relation: step.reason for relation, step in steps.items()} == {
        "marts.dosed": "its rows are not in the store"
    }
    shutil.rmtree(project.study / "store")
    assert "raw.subjects" in {step.relation for step in run(project).plan.of(BUILD)}
    assert n_dosed(project) == 3
    assert run(project).run_id is None


def test_rows_that_are_lost_hold_up_no_build_of_others(project):
    run(project)
    shutil.rmtree(project.study / "store/marts.dosed")
    plan = run(project, choice=Choice(select="stg_subjects")).plan
    assert [step.reason for step in plan.of(SKIP)] == ["not selected (its rows are not in the store)"]


def test_a_store_that_was_left_goes_once_nobody_can_read_it(project):
    """Left for another one, and then for none."""
    for engine, (left, now) in {
        "engine: {groups: 2, store: other}\n": ("store", "other"),
        "": ("other", "other"),
    }.items():
        run(project)
        project.write("study/study.yml", STUDY + engine)
        with closing(open_reader(project.study / "warehouse.duckdb")) as reader:
            run(project)
            assert reader.rows("select count(*) from marts.dosed")[0][0] >= 3
        dose(project, len(engine) + 1)
        run(project)
        assert not (project.study / left).exists()
        assert (project.study / now).exists() == bool(engine)


def test_what_was_not_built_since_groups_were_left_is_read_from_the_store(project):
    run(project)
    project.write("study/study.yml", STUDY)
    for _ in range(3):
        run(project, choice=Choice(select="raw.subjects"))
        dose(project, 4)
    assert n_dosed(project) == 3
    run(project)
    assert n_dosed(project) == 4


@pytest.mark.parametrize(
    ("name", "engine", "said"),
    [
        ("why?", "", "with ? in its path"),
        ("a\\b", "", r"with \\ in its path"),
        ("cohort [2]", GROUPED, r"with \[ in its path"),
        ("a*b", GROUPED, r"with \* in its path"),
        ("plain", "engine: {groups: 2, store: 'of [all]'}\n", r"with \[ in its path"),
    ],
)
def test_a_path_that_the_database_takes_for_something_else_is_refused(tmp_path, root, name, engine, said):
    found = small_project(tmp_path / name, root / "sql" / "macros")
    found.write("study/study.yml", STUDY + engine)
    with pytest.raises(StudyError, match=said.replace("?", r"\?")):
        run(found)
    assert not (found.study / "store").exists()


def test_another_path_is_none_of_its_business(tmp_path, root):
    found = small_project(tmp_path / "cohort [2] of *", root / "sql" / "macros")
    run(found)
    assert n_dosed(found) == 3
    found.write("study/study.yml", f"{STUDY}engine: {{groups: 2, store: '{tmp_path / 'rows'}'}}\n")
    run(found)
    assert n_dosed(found) == 3
