"""A column may be called what the engine keeps for itself: tests, methods, keys and explanations put its name in quotes."""

from contextlib import closing

import pytest

from tests.small_project import MODELS, small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.adapters.reader import open_reader
from warehouse.adapters.words import KEPT, named
from warehouse.explaining.explain import explain

ORDERS = """/*
about: Subjects under a name that is a word of SQL.
grain: [order]
unique: [order]
columns:
  order: {about: Subject, tests: [not_null, unique, {relationships: dosed.subject_id}]}
  limit: {about: Dose, tests: [{min: 0}, {max: 3}, {accepted: [1, 2, 3]}]}
*/
select subject_id as "order", dose as "limit"
from {{ ref('dosed') }}
"""
READ = """/*
about: What is read of it.
grain: [order]
columns:
  order: {about: Subject, tests: [{relationships: orders}]}
*/
select "order"
from {{ ref('orders') }}
"""
INCREMENTAL = READ.replace("grain: [order]\n", "grain: [order]\nmaterialized: incremental\nby: order\n")
SNAPSHOT = """/*
about: Doses at each data cut.
grain: [order, valid_from_cut]
materialized: snapshot
columns:
  order: {about: Subject}
  limit: {about: Dose}
  valid_from_cut: {about: From}
  valid_to_cut: {about: To}
*/
select
    subject_id as "order", dose as "limit", cast(null as date) as valid_from_cut, cast(null as date) as valid_to_cut
from {{ ref('dosed') }}
"""


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write_model("marts/orders", ORDERS)
    small.write_model("marts/read", READ)
    return small


def test_every_kind_of_test_is_run(project):
    project.build()
    found = project.rows("select check_name, status from meta.checks where relation = 'marts.orders'")
    names = [
        "grain",
        "grain_not_null",
        "unique",
        "not_null",
        "min 0",
        "max 3",
        "accepted",
        "relationships dosed.subject_id",
    ]
    assert {name for name, _ in found} == set(names)
    assert {status for _, status in found} == {"passed"}


@pytest.mark.parametrize("kind", ["table", "view"])
def test_a_value_is_explained(project, kind):
    project.write_model("marts/orders", ORDERS.replace("columns:", f"materialized: {kind}\ncolumns:", 1))
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine:
        found = explain(engine, "orders.limit@B")
    assert found.values == ({"order": "B", "limit": 2.0},)
    assert [step.note for step in found.steps] == [None] * len(found.steps)
    assert {(cell.column, cell.received) for file in found.files for cell in file.cells} == {("dose", "2")}


def test_a_method_is_handed_its_rows(project):
    analysis = MODELS["analyses/dose_count"].replace("subject_id", "order").replace("select order", 'select "order"')
    analysis = analysis.replace("dose}", "limit}").replace("  dose:", "  limit:").replace(", dose", ', "limit"')
    project.write_model("analyses/dose_count", analysis.replace("ref('dosed')", "ref('orders')"))
    project.build()


def test_only_what_changed_is_built_by_such_a_key(project):
    project.write_model("marts/read", INCREMENTAL)
    project.build()
    project.write("study/data/subjects.csv", "id,dose,arm\nA,1,high\nB,3,low\nC,3,high\n")
    (built,) = [each for each in project.build().results if each.step.relation == "marts.read"]
    assert built.n_keys == 1


def test_such_a_history_is_kept(project):
    study = (project.study / "study.yml").read_text("utf-8")
    (project.sql / "marts" / "read.sql").unlink()
    project.write_model("marts/orders", SNAPSHOT)
    for cut in ("2018-01-27", "2018-08-11"):
        project.write("study/study.yml", f"{study}data_cut: {cut}\n")
        project.build()
    assert project.rows('select count(*) from marts.orders where "limit" is not null') == [(3,)]


def test_the_words_are_those_of_the_engine():
    asked = "select keyword_name from duckdb_keywords() where keyword_category in ('reserved', 'type_function')"
    with closing(open_memory()) as engine:
        assert {word for (word,) in engine.rows(asked)} <= KEPT


@pytest.mark.parametrize(
    ("name", "written"), [("dose", "dose"), ("order", '"order"'), ("Order", '"Order"'), ("a b", '"a b"')]
)
def test_a_name_is_written_as_a_person_would(name, written):
    assert named(name) == written
