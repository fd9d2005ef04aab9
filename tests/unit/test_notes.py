"""What stops nothing and yet is said: words that choose no step, and runs that no file beside the warehouse names."""

import shutil
from dataclasses import replace

import pytest

from tests.small_project import ROWS, small_project
from warehouse.building.publish import Files
from warehouse.building.task import Choice, plan_build
from warehouse.check import look_at_ledger


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path, root / "sql" / "macros")


def notes(project, **choice):
    return plan_build(project.load(), project.statistics, Choice(**choice)).notes


NONE = ["failed", "changed", "dosed,arm_sizes", "failed dosed,layer:staging"]


@pytest.mark.parametrize("words", NONE)
def test_words_that_choose_no_step_are_told(project, words):
    project.build()
    (said,) = notes(project, select=words)
    assert said.startswith(f"The selection '{words}' chooses no step")
    assert project.build(select=words).notes == (said,)


def test_an_exclusion_that_leaves_nothing_is_told(project):
    project.build()
    (said,) = notes(project, select="dosed", exclude="layer:marts")
    assert "dosed without layer:marts" in said


@pytest.mark.parametrize("choice", [{}, {"select": "dosed"}, {"exclude": "dosed"}, {"select": "failed dosed"}])
def test_words_that_choose_a_step_are_not(project, choice):
    assert notes(project, **choice) == ()
    project.build()
    assert notes(project, **choice) == (), "although it is as it should be"


def unwitnessed(project):
    said = notes(project)
    assert look_at_ledger(project.study).warning == (said[0] if said else None)
    return said


SPOILT = {
    "deleted": lambda heads: heads.unlink(),
    "emptied": lambda heads: heads.write_bytes(b""),
    "replaced by junk": lambda heads: heads.write_bytes(b"\xff\xfe\x00junk\n" * 9),
    "its lines spoilt": lambda heads: heads.write_text(heads.read_text("utf-8").replace("1 ", "one "), "utf-8"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_warehouse_that_nothing_witnesses_is_said_to_be_one_and_works(project, name):
    assert notes(project) == (), "there is no warehouse yet"
    assert project.build().notes == ()
    assert unwitnessed(project) == ()
    SPOILT[name](Files(project.study).heads)
    (said,) = unwitnessed(project)
    assert "names none of its runs" in said and "version control" in said
    assert project.build().notes == (said,), "also where there is nothing to do"
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    assert project.build().notes == (said,)
    assert unwitnessed(project) == (), "it was begun anew"


def test_a_file_that_does_not_know_the_last_run_is_told(project, tmp_path):
    project.build()
    shutil.copyfile(Files(project.study).heads, tmp_path / "earlier")
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    shutil.copyfile(tmp_path / "earlier", Files(project.study).heads)
    (said,) = unwitnessed(project)
    assert "names not run 2" in said


def test_what_is_gone_on_from_was_never_published_and_nothing_need_name_it(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,none\n")
    with pytest.raises(Exception, match="Nothing was published"):
        project.build()
    assert notes(project, retry=True) == ()


def test_a_fault_is_told_instead(project):
    project.build()
    heads = Files(project.study).heads
    heads.write_text(heads.read_text("utf-8").replace("1 ", "7 "), "utf-8")
    task = plan_build(project.load(), project.statistics)
    assert task.verdict.faults and task.notes == ()
    assert replace(task.verdict, faults=()).warning


def test_a_file_with_fewer_rows_than_before_is_told(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS.replace("C,3,high\n", ""))
    said = "data/subjects.csv has 2 rows for 'subjects', and had 3 in the build before: is it whole?"
    assert project.build().notes == (said,)
    assert project.build().notes == (), "once it is built, two are what it has"
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    assert project.build().notes == ()
