"""A study adds rows to a registry that ships by a file of its name: a spelling or a unit must not need a changed copy."""

import csv

import duckdb

from tests.small_project import ROWS
from warehouse.building.task import Choice, plan_build
from warehouse.exporting.export_dbt import export_dbt
from warehouse.exporting.export_sql import export_sql

ADDED = "study/sql/seeds/arms.csv"
ARMS = "select arm, label from seeds.arms"
ALL_ARMS = [("high", "High dose"), ("low", "Low dose"), ("odd", "Odd, and other")]


def add_an_arm(project):
    project.write(ADDED, 'arm,label\nodd,"Odd, and other"\n')


def test_the_rows_stand_behind_those_that_ship(project):
    add_an_arm(project)
    project.write("study/data/subjects.csv", ROWS + "D,4,odd\n")
    project.build()
    assert project.rows(ARMS) == ALL_ARMS
    assert project.rows("select n_subjects from marts.arm_sizes where arm = 'odd'") == [(1,)]


def test_they_may_lie_in_a_folder_below(project):
    project.write("study/sql/seeds/laboratory/arms.csv", 'arm,label\nodd,"Odd, and other"\n')
    project.build()
    assert project.rows(ARMS) == ALL_ARMS


def test_a_change_of_them_builds_again_what_reads_the_registry(project):
    project.build()
    add_an_arm(project)
    steps = plan_build(project.load(), project.statistics, Choice()).plan.steps
    assert {step.relation for step in steps if step.action == "build"} >= {"seeds.arms", "marts.arm_sizes"}
    project.build()
    (project.folder / ADDED).unlink()
    project.build()
    assert project.rows(ARMS) == ALL_ARMS[:2]


def test_exports_take_them_along(project, tmp_path):
    add_an_arm(project)
    project.build()
    export_dbt(project.load(), project.study / "warehouse.duckdb", tmp_path / "dbt")
    with (tmp_path / "dbt" / "seeds" / "arms.csv").open(newline="", encoding="utf-8") as handle:
        assert list(csv.reader(handle)) == [["arm", "label"], *map(list, ALL_ARMS)]
    export_sql(project.load(), "duckdb", tmp_path / "scripts")
    with duckdb.connect() as connection:
        for path in sorted((tmp_path / "scripts").glob("*.sql")):
            connection.execute(path.read_text("utf-8"))
        assert connection.execute(ARMS).fetchall() == ALL_ARMS
