"""A refusal leads to the place that is wrong and to a name that is right: no line that is not there, no word repeated."""

import pytest

from tests.small_project import MODELS, small_project
from warehouse.adapters import EngineError
from warehouse.errors import ModelError
from warehouse.judging.compile import compile_project, model_error

HEADER = """/*
about: A question.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  label: {about: Label}
*/
"""


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path, root / "sql" / "macros")


def refused(project, sql, header=HEADER):
    project.write_model("marts/ask", header + sql)
    with pytest.raises(ModelError) as caught:
        compile_project(project.load())
    return caught.value


JOINED = "from {{ ref('dosed') }} as d\njoin {{ ref('arms') }} as a on d.arm = a.arm\n"

NAMED = {
    "the other table has it": (f"select d.subject_id, d.label\n{JOINED}", "'a.label'"),
    "in another case": (f"select d.subject_id, d.LABEL as label\n{JOINED}", "'a.LABEL'"),
    "a near name of its own": (f"select d.subject_id, a.labl as label\n{JOINED}", "'label'"),
    "a common table expression has it": (
        "with named as (select arm, label from {{ ref('arms') }})\n"
        "select d.subject_id, d.label\nfrom {{ ref('dosed') }} as d join named on d.arm = named.arm\n",
        "'named.label'",
    ),
    "what is selected from does not hand it on": (
        "with d as (select subject_id from {{ ref('dosed') }})\nselect subject_id, arm as label\nfrom d\n",
        "hand 'arm' on from marts.dosed, in what this select reads",
    ),
    "a subquery does not hand it on": (
        f"select s.subject_id, s.label\nfrom (select d.subject_id {JOINED}) as s\n",
        "hand 'label' on from seeds.arms, in what this select reads",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_the_hint_names_where_a_column_is_and_never_the_word_itself(project, name):
    sql, hint = NAMED[name]
    assert refused(project, sql).hint == hint


def at(project, line, column=None, word=None, message="Binder Error: something is wrong", sql="select 1\nfrom t\n"):
    """Where an error of the database is said to be; it counts lines from one that stands before the model's."""
    project.write_model("marts/ask", HEADER + "select subject_id, arm as label from {{ ref('dosed') }}\n")
    model = next(model for model in project.load().models if model.name == "ask")
    object.__setattr__(model, "sql", HEADER + sql)
    object.__setattr__(model, "text", HEADER + sql)
    where = model_error(EngineError(message, line, column, word), model).where
    return where.line, where.character


LACKS = 'Binder Error: Table "t" does not have a column named "x"'
INNER = "select subject_id\nfrom query('select x from marts.dosed')\n"


def test_a_place_in_the_sql_is_told(project):
    assert at(project, 9, 1, "select") == (8, 1)
    assert at(project, 9, 8, "t", LACKS, "select t.x\nfrom t\n") == (8, 8)
    assert at(project, 9, 8, None, LACKS, 'select "t"."x"\nfrom t\n') == (8, 8)


@pytest.mark.parametrize(
    ("line", "column", "word", "message"),
    [
        (1, 6, "x", LACKS),  # the line that stands before the SQL
        (4, 2, "grain", LACKS),  # a line of the header
        (4, 2, "grain", "Binder Error: something is wrong"),
        (9, 4, "ect", LACKS),  # within a word
        (10, 8, "uery", "Binder Error: something is wrong"),
        (40, 1, "x", LACKS),  # beyond the end
    ],
)
def test_a_place_within_an_inner_text_is_none_in_the_file(project, line, column, word, message):
    assert at(project, line, column, word, message, INNER) == (None, None)


def test_a_model_that_asks_an_inner_text_is_refused_at_no_line_of_its_header(project):
    error = refused(
        project, "select subject_id, label\nfrom query('select labl from marts.dosed'), {{ ref('dosed') }}\n"
    )
    assert error.where.line is None or error.where.line >= 8


SCHEMA = """version: 2
models:
  - name: asked
    columns:
      - name: subject_id
      - name: day
        tests:
          - at_least: {value: 2}
"""


def test_a_test_that_is_described_in_yaml_is_refused_there(project):
    project.write("study/sql/models/schema.yml", SCHEMA)
    project.write(
        "study/sql/models/marts/asked.sql", "select subject_id, date '2020-01-01' as day from {{ ref('dosed') }}\n"
    )
    for _ in range(2):  # as read, and as kept
        with pytest.raises(ModelError) as caught:
            compile_project(project.load())
        assert (caught.value.where.file, caught.value.where.line) == ("sql/models/schema.yml", 6)


def test_a_test_that_a_header_describes_is_refused_there(project):
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("relationships: arms", "relationships: arms.ram"))
    with pytest.raises(ModelError) as caught:
        compile_project(project.load())
    assert (caught.value.where.file, caught.value.where.line) == ("sql_under_test/marts/dosed.sql", 7)


TWICE = {
    "an alias that is another column": ("subject_id,\n    arm as subject_id", "'subject_id'", 9),
    "in another case": ("subject_id,\n    arm as label,\n    dose as Label", "'Label'", 10),
    "of two tables": ("d.subject_id,\n    a.arm,\n    d.arm", "'arm'", 10),
}


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("header", [HEADER, ""])
def test_a_column_made_twice_is_told_as_that(project, name, header):
    select, column, line = TWICE[name]
    project.write(f"study/sql/{'marts' if header else 'models/marts'}/ask.sql", f"{header}select {select}\n{JOINED}")
    with pytest.raises(ModelError) as caught:
        project.load()
    error = caught.value
    assert error.what == f"The last select makes two columns {column}"
    assert error.where.line == (line if header else line - 7)
