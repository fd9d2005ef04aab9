"""A column is the same in whatever case of letters it is written: the database tells none apart, so nothing here may."""

from contextlib import closing

import pytest

from tests.small_project import MODELS, small_project
from warehouse.adapters.reader import open_reader
from warehouse.errors import ModelError, UsageError
from warehouse.explaining.explain import explain
from warehouse.explaining.lineage import column_lineage
from warehouse.judging.compile import compile_project
from warehouse.site.catalogue import load_catalogue

SPELLED = """/*
about: Doses, in large letters.
grain: [Subject_ID]
columns:
  Subject_ID: {about: Subject}
  Dose: {about: Dose, unit: mg}
*/
select subject_id as Subject_ID, dose as Dose
from {{ ref('dosed') }}
"""
READER = """/*
about: What reads them in other letters.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  doubled: {about: Twice the dose, unit: mg}
*/
select SUBJECT_ID as subject_id, DOSE + doSe as doubled
from {{ ref('spelled') }}
"""


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write_model("marts/spelled", SPELLED)
    small.write_model("marts/reader", READER)
    return small


@pytest.mark.parametrize("asked", ["spelled.Dose@B", "spelled.dose@B", "Spelled.DOSE@B", "reader.Doubled@B"])
def test_a_value_is_explained_in_whatever_case_it_is_asked_for(project, asked):
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine:
        found = explain(engine, asked)
    cells = {(cell.row, cell.column, cell.received) for file in found.files for cell in file.cells}
    assert cells == {(3, "dose", "2")}
    assert [step.note for step in found.steps] == [None] * len(found.steps)
    step = next(step for step in found.steps if step.relation == "marts.spelled")
    assert list(step.columns) == ["Dose"]
    assert step.rows[0].values == {"Subject_ID": "B", "Dose": 2.0}


def test_a_column_that_is_not_there_is_not_explained(project):
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine, pytest.raises(UsageError):
        explain(engine, "spelled.doses@B")


def test_the_catalogue_tells_what_such_a_column_is_made_from(project):
    project.build()
    with closing(open_reader(project.study / "warehouse.duckdb")) as engine:
        tables = {table.relation: table for table in load_catalogue(engine).tables}
    made = {column.name: column.made_from for column in tables["marts.spelled"].columns}
    assert made["Dose"] == ("marts.dosed.dose",)
    made = {column.name: column.made_from for column in tables["marts.reader"].columns}
    assert made["doubled"] == ("marts.spelled.Dose",)


def test_a_table_that_spells_a_column_as_its_parent_does_keeps_what_the_header_says_of_it(project):
    project.write_model("marts/reader", READER.replace("DOSE + doSe as doubled", "dose").replace("doubled:", "dose:"))
    project.build()
    about = "select column_name, about, unit from meta.columns where relation = 'marts.reader' order by column_order"
    assert project.rows(about) == [("subject_id", "Subject", None), ("Dose", "Twice the dose", "mg")]


def test_a_method_is_handed_the_columns_that_the_header_of_its_analysis_names(project):
    handed = []
    project.statistics.analyse = lambda name, spec, rows: handed.append(list(rows)) or {"estimates": []}
    project.write_model("analyses/dose_count", MODELS["analyses/dose_count"].replace("ref('dosed')", "ref('spelled')"))
    project.build()
    assert handed == [["subject_id", "dose"]]


def test_lineage_names_a_column_as_its_table_does():
    found = column_lineage("select x.SEX as Sex from marts.t as x where AGE > 1", {"marts.t": {"Sex": "", "Age": ""}})
    named = {(each.column, each.role) for each in found["sex"]}
    assert named == {("Sex", "value"), ("Age", "filter")}


def refused(project):
    with pytest.raises(ModelError) as caught:
        compile_project(project.load())
    return str(caught.value)


def test_units_are_followed_through_columns_in_other_letters(project):
    project.write_model("marts/reader", READER.replace("unit: mg", "unit: d"))
    said = refused(project)
    assert "'doubled' is in d, but it is made of mg" in said
    assert "reader.sql:8:34" in said


def test_kinds_are_followed_through_columns_in_other_letters(project):
    project.write_model("marts/reader", READER.replace("DOSE + doSe", "case when DOSE = SUBJECT_ID then 1 end"))
    assert "a number" in refused(project)


def test_a_join_that_multiplies_rows_is_refused_in_other_letters(project):
    join = "from {{ ref('spelled') }} as a join {{ ref('spelled') }} as b on a.dose = b.DOSE"
    project.write_model(
        "marts/reader",
        READER.replace("SUBJECT_ID as", "a.SUBJECT_ID as")
        .replace("DOSE + doSe", "a.DOSE + b.doSe")
        .replace("from {{ ref('spelled') }}", join),
    )
    assert "would come several times" in refused(project)


def test_rows_told_apart_by_a_key_in_other_letters_are_in_a_settled_order(project):
    first = "first_value(DOSE) over (order by SUBJECT_id) as doubled"
    project.write_model("marts/reader", READER.replace("DOSE + doSe as doubled", first))
    compile_project(project.load())
    project.write_model("marts/reader", READER.replace("DOSE + doSe as doubled", first.replace("SUBJECT_id", "dose")))
    assert "doubled" in refused(project) or "first_value" in refused(project).lower()


OTHER = """/*
about: Doses again.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  other: {about: The dose again}
*/
select subject_id, dose as other
from {{ ref('stg_subjects') }}
"""
KEYED = """/*
about: Doses, built by subject.
grain: [subject_id]
materialized: incremental
by: subject_id
columns:
  subject_id: {about: Subject}
  dose: {about: Dose}
  other: {about: The dose again}
*/
select spelled.subject_id as subject_id, spelled.dose as dose, others.other as other
from {{ ref('spelled') }} as spelled
left join {{ ref('others') }} as others on spelled.SUBJECT_ID = others.subject_id
"""


def test_a_model_built_by_a_key_that_its_parent_spells_otherwise_is_as_built_whole(project):
    project.write_model("marts/keyed", KEYED)
    project.write_model("marts/others", OTHER)
    project.build()
    at_b = OTHER.replace("dose as other", "case subject_id when 'B' then 20.0 else dose end as other")
    project.write_model("marts/others", at_b)
    project.build()
    assert project.rows("from marts.keyed order by all") == [("A", 1.0, 1.0), ("B", 2.0, 20.0), ("C", 3.0, 3.0)]
