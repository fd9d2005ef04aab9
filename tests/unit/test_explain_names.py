"""A value is explained whatever its column is called and whatever its subject is: names of laboratories have any sign."""

from contextlib import closing

import pytest

from tests.small_project import small_project
from warehouse.adapters.reader import open_reader
from warehouse.explaining.explain import explain

HEADER = """/*
about: Counts, as the laboratory calls them.
grain: [subject_id]
columns:
  subject_id: {{about: Subject}}
  {yaml}: {{about: Count}}
*/
"""
NAMES = ["NEUT#", "#", "n eut", "it's", "select", "all__x", "naïve", "10%"]


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path, root / "sql" / "macros")


def write(project, name):
    """A column of a strange name from a staging model on; two models hand it on, by name, by star and through a union."""
    column = f'"{name}"'
    header = HEADER.format(yaml="'" + name.replace("'", "''") + "'")
    counts = "select subject_id, dose as {} from {{{{ ref('stg_subjects') }}}}\n"
    project.write_model("intermediate/int_counts", header + counts.format(column))
    star = f"with all_of as (select * from {{{{ ref('int_counts') }}}})\nselect subject_id, {column} from all_of\n"
    project.write_model("intermediate/int_stars", header + star)
    high = f"select subject_id, {column} from {{{{ ref('int_stars') }}}} where {column} > 1"
    low = f"select subject_id, max({column}) as {column} from {{{{ ref('int_stars') }}}} where {column} <= 1"
    project.write_model("marts/counts", f"{header}{high}\nunion all\n{low}\ngroup by subject_id\n")


def explained(project, what):
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine:
        return explain(engine, what)


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_any_name_is_followed_to_its_cell(project, name):
    write(project, name)
    found = explained(project, f"counts.{name}@B")
    assert [step.note for step in found.steps] == [None] * len(found.steps)
    assert {(cell.row, cell.column, cell.received) for file in found.files for cell in file.cells} == {(3, "dose", "2")}
