"""A file that begins with the mark of UTF-8, as editors of Windows write it, is read as one without; other bytes are no
text, and told with their line."""

import pytest

from tests.small_project import MODELS, small_project
from warehouse.errors import ModelError, StudyError
from warehouse.questions import load_questions

MARK = "\ufeff"
MACRO = "{% macro doubled(column) %}2 * {{ column }}{% endmacro %}\n"
SCHEMA = "version: 2\nmodels:\n  - name: plain\n    description: Doses\n"


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path, root / "sql" / "macros")


def test_every_file_of_a_study_may_begin_with_the_mark(project):
    project.write_model("marts/dosed", MARK + MODELS["marts/dosed"])
    project.write("study/study.yml", MARK + (project.study / "study.yml").read_text("utf-8"))
    project.write("study/sql/macros/own.sql", MARK + MACRO)
    project.write("study/sql/models/schema.yml", MARK + SCHEMA)
    project.write(
        "study/sql/models/marts/plain.sql", MARK + "select {{ doubled('dose') }} as dose from {{ ref('dosed') }}"
    )
    project.build()
    assert project.rows("select dose from marts.plain order by all") == [(2.0,), (4.0,), (6.0,)]
    assert project.rows("select about from meta.models where name = 'plain'") == [("Doses",)]


def test_a_saved_question_may_begin_with_the_mark(project):
    project.write("study/questions/doses.sql", MARK + "-- Doses\nselect 1")
    found = next(question for question in load_questions(project.study) if question.name == "doses")
    assert (found.about, found.sql) == ("Doses", "-- Doses\nselect 1")


@pytest.mark.parametrize("path", ["sql/marts/own.sql", "sql/models/marts/own.sql", "sql/macros/own.sql", "study.yml"])
def test_a_file_that_is_no_utf_8_is_told_with_its_line(project, path):
    (project.study / path).parent.mkdir(parents=True, exist_ok=True)
    (project.study / path).write_bytes(b"-- one\n-- two, \xe4\n")
    with pytest.raises((ModelError, StudyError), match="not UTF-8") as caught:
        project.load()
    assert (caught.value.where.file, caught.value.where.line) == (path, 2)
