"""What the database numbers no rows of is explained like a table: views, and tables built by groups of subjects."""

from contextlib import closing

import pytest

from tests.small_project import MODELS, STUDY, small_project
from warehouse.adapters.reader import open_reader
from warehouse.explaining.explain import explain

# Rows of files out of the order of their subjects, so that a number taken for another would show another's dose.
ROWS = "id,dose,arm\nC,3,high\nB,2,low\nA,1,high\n"
AS_VIEW = {
    f"{layer}/{name}": MODELS[f"{layer}/{name}"].replace("*/", "materialized: view\n*/")
    for layer, name in (("staging", "stg_subjects"), ("marts", "dosed"))
}


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write("study/data/subjects.csv", ROWS)
    return small


def asked(project, what):
    """The tables on the way with their notes, and the cells: row, column and text of those that decided."""
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine:
        found = explain(engine, what)
    notes = {step.relation: step.note for step in found.steps}
    cells = {(cell.row, cell.column, cell.received) for file in found.files for cell in file.cells}
    return found.values, notes, cells


def as_views(project):
    for name, text in AS_VIEW.items():
        project.write_model(name, text)


def by_groups(project):
    project.write("study/study.yml", STUDY + "engine: {groups: 3}\n")


KINDS = pytest.mark.parametrize("change", [as_views, by_groups])


@KINDS
def test_a_value_of_one_subject_is_the_cell_of_its_row(project, change):
    change(project)
    values, notes, cells = asked(project, "dosed.dose@B")
    assert values == ({"subject_id": "B", "dose": 2.0},)
    assert notes == {"marts.dosed": None, "staging.stg_subjects": None}
    assert cells == {(3, "dose", "2")}


@KINDS
def test_a_count_reads_through_to_the_rows_of_its_arm(project, change):
    change(project)
    _, notes, cells = asked(project, "arm_sizes.n_subjects@high")
    assert set(notes.values()) == {None}
    assert cells == {(2, "subject_id", "C"), (4, "subject_id", "A")}


def test_a_result_reads_every_row_of_views(project):
    as_views(project)
    project.write_model("analyses/dose_count", MODELS["analyses/dose_count"].replace("*/", "materialized: view\n*/"))
    _, notes, cells = asked(project, "results.dose_count")
    assert set(notes.values()) == {None}
    assert {cell for cell in cells if cell[1] == "dose"} == {(2, "dose", "3"), (3, "dose", "2"), (4, "dose", "1")}
