"""A wrong model is refused before anything runs: what is wrong, at which line of which file, and what to try."""

import json

import pytest

from tests.small_project import MODELS
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import ModelError
from warehouse.judging.compile import compile_project
from warehouse.models.files import find_model_files
from warehouse.models.header import header_as_json, header_from_json, parse_header
from warehouse.models.project import load_project
from warehouse.models.templates import Renderer


def refusal(project, compiled=False):
    with pytest.raises(ModelError) as caught:
        loaded = project.load()
        if compiled:
            compile_project(loaded, open_memory())
    return str(caught.value)


def dosed(body):
    """The model marts.dosed with another body; its first line is line 8 of the file."""
    header = MODELS["marts/dosed"].split("*/")[0]
    return f"{header}*/\n{body}\n"


WRONG_BODIES = {
    "a missing ref": (
        "select subject_id, dose, arm from {{ ref('stg_subject') }}",
        "There is no model or seed 'stg_subject'\n  sql_under_test/marts/dosed.sql:9\n  try: 'stg_subjects'",
    ),
    "a missing source": (
        "select subject_id, dose, arm from {{ source('raw', 'subject') }}",
        "There is no source 'raw.subject'\n  sql_under_test/marts/dosed.sql:9\n  try: 'raw.subjects'",
    ),
    "a missing setting": (
        "select subject_id, dose, arm from {{ ref('stg_subjects') }} where dose > {{ var('leest_dose') }}",
        "There is no setting 'leest_dose'\n  sql_under_test/marts/dosed.sql:9\n  try: 'least_dose'",
    ),
    "a missing macro": (
        "select subject_id, {{ as_numbr('dose') }} as dose, arm from {{ ref('stg_subjects') }}",
        "The template uses a name that is not known: 'as_numbr' is undefined\n"
        "  sql_under_test/marts/dosed.sql:9\n  try: 'as_number'",
    ),
    "malformed Jinja": (
        "select subject_id, dose, arm\nfrom {{ ref('stg_subjects' }}",
        "The template cannot be read: unexpected '}', expected ')'\n  sql_under_test/marts/dosed.sql:10",
    ),
    "a template that includes a file": (
        "select subject_id, dose, arm from {{ ref('stg_subjects') }}\n{% include '/etc/passwd' %}",
        "The template reaches for the file system\n  sql_under_test/marts/dosed.sql:10\n"
        "  try: templates cannot include or import files; put shared SQL into macros/",
    ),
    "a template that climbs to Python's own classes": (
        "select subject_id, dose, arm from {{ ref('stg_subjects') }}\n{{ ''.__class__.__mro__ }}",
        "The template reaches for what it may not use\n  sql_under_test/marts/dosed.sql:10\n"
        "  try: use only ref, source, results, var and macros: templates reach nothing else",
    ),
    "a table read without saying so": (
        "select subject_id, dose, arm\nfrom staging.stg_subjects",
        "The SQL reads 'staging.stg_subjects' without saying so\n  sql_under_test/marts/dosed.sql:10\n"
        "  try: write {{ ref('name') }} or {{ source('raw', 'name') }}, so that the graph knows",
    ),
    "a ref that is not read": (
        "-- {{ ref('arms') }}\nselect subject_id, dose, arm from {{ ref('stg_subjects') }}",
        "The template names 'seeds.arms', but the SQL does not read it\n  sql_under_test/marts/dosed.sql\n"
        "  try: remove the ref or source, or read the table",
    ),
    "a later layer": (
        "select subject_id, dose, arm from {{ ref('dose_count') }} inner join {{ ref('stg_subjects') }} using (subject_id)",
        "marts.dosed reads analyses.dose_count, but marts may read only staging, intermediate, marts, seeds\n"
        "  sql_under_test/marts/dosed.sql:9\n  try: move the model to a later layer, or read an earlier one",
    ),
    "a star": (
        "select * from {{ ref('stg_subjects') }}",
        "The last select does not name every column\n  sql_under_test/marts/dosed.sql:9\n"
        "  try: list the columns instead of '*'",
    ),
    "a statement that is no SELECT": (
        "drop table staging.stg_subjects",
        "A model is one SELECT\n  sql_under_test/marts/dosed.sql\n"
        "  try: keep one query in the file and nothing after it",
    ),
    "two statements": (
        "select subject_id, dose, arm from {{ ref('stg_subjects') }}; select 1",
        "A model is one SELECT\n  sql_under_test/marts/dosed.sql\n"
        "  try: keep one query in the file and nothing after it",
    ),
    "a column the header describes and nothing makes": (
        "select subject_id, dose from {{ ref('stg_subjects') }}",
        "The header describes column 'arm', which the last select does not make\n  sql_under_test/marts/dosed.sql:7\n"
        "  try: one of subject_id, dose",
    ),
    "a column nobody described": (
        "select subject_id, dose, arm,\n1 as extra from {{ ref('stg_subjects') }}",
        "Column 'extra' is not described in the header\n  sql_under_test/marts/dosed.sql:10\n"
        "  try: add 'extra: {about: ...}' to the header",
    ),
    "columns in another order": (
        "select dose, subject_id, arm from {{ ref('stg_subjects') }}",
        "The header and the last select order their columns differently\n  sql_under_test/marts/dosed.sql:5\n"
        "  try: first the last select has 'dose', the header 'subject_id'",
    ),
    "columns in another order further on": (
        "select subject_id, arm, dose from {{ ref('stg_subjects') }}",
        "The header and the last select order their columns differently\n  sql_under_test/marts/dosed.sql:6\n"
        "  try: after 'subject_id' the last select has 'arm', the header 'dose'",
    ),
}


@pytest.mark.parametrize("name", WRONG_BODIES)
def test_a_wrong_body_is_refused(project, name):
    body, message = WRONG_BODIES[name]
    project.write_model("marts/dosed", dosed(body))
    assert refusal(project) == message


def test_sql_that_cannot_be_read_names_its_line(project):
    project.write_model(
        "marts/dosed", dosed("select subject_id, dose, arm\nfrom {{ ref('stg_subjects') }}\nwhere ((dose > 1")
    )
    assert "The SQL cannot be read" in refusal(project)
    assert "sql_under_test/marts/dosed.sql:11" in refusal(project)


def test_a_wrong_column_names_its_line_and_the_nearest(project):
    project.write_model("marts/dosed", dosed("select subject_id,\ndoze as dose, arm\nfrom {{ ref('stg_subjects') }}"))
    message = refusal(project, compiled=True)
    assert 'marts.dosed cannot be built: Binder Error: Referenced column "doze" not found' in message
    assert message.endswith("sql_under_test/marts/dosed.sql:10:1\n  try: 'dose'")


def test_a_comparison_of_unlike_types_is_refused_before_any_row_is_read(project):
    project.write_model(
        "marts/dosed",
        dosed("select subject_id, dose, arm\nfrom {{ ref('stg_subjects') }}\nwhere dose < date '2020-01-01'"),
    )
    message = refusal(project, compiled=True)
    assert "sql_under_test/marts/dosed.sql:11" in message


def test_models_that_read_each_other_are_named(project):
    project.write_model("marts/dosed", dosed("select subject_id, dose, arm from {{ ref('twin') }}"))
    project.write_model("marts/twin", dosed("select subject_id, dose, arm from {{ ref('dosed') }}"))
    message = refusal(project)
    assert message.startswith("Models read each other in a circle: marts.")
    assert "marts.dosed" in message and "marts.twin" in message


def test_two_files_of_one_name_are_refused(project):
    project.write_model("staging/dosed", MODELS["staging/stg_subjects"])
    assert "Two files make the model 'dosed'" in refusal(project)


@pytest.mark.parametrize("name", ["dosed copy", "2dosed", "it's", "Dosed", "DOSED"])
def test_the_name_of_a_file_must_be_able_to_be_that_of_a_table(project, name):
    project.write_model(f"marts/{name}", MODELS["marts/dosed"])
    assert f"'{name}' cannot be the name of a model\n  sql_under_test/marts/{name}.sql:1" in refusal(project)


def test_a_study_may_add_a_model_but_not_replace_one(project):
    project.write("study/sql/marts/more.sql", dosed("select subject_id, dose, arm from {{ ref('stg_subjects') }}"))
    assert "marts.more" in project.load().graph.nodes
    project.write("study/sql/marts/dosed.sql", MODELS["marts/dosed"])
    assert "models may be added, not replaced" in refusal(project)


def test_a_study_may_add_a_file_of_macros_but_not_replace_one(project):
    shipped = project.sql.rename(project.folder / "sql")
    project.write("study/sql/macros/mine.sql", "{% macro two() %}2{% endmacro %}")
    assert load_project(project.study, project.statistics, sql=shipped).macros["sql/macros/mine.sql"]
    project.write("sql/macros/mine.sql", "{% macro one() %}1{% endmacro %}")
    with pytest.raises(ModelError, match="macros called as one that ships: mine") as caught:
        load_project(project.study, project.statistics, sql=shipped)
    assert str(caught.value.where) == "sql/macros/mine.sql:1"


def test_a_macro_of_a_study_does_not_replace_one_of_another_file(project):
    shipped = project.sql.rename(project.folder / "sql")
    project.write("sql/macros/ours.sql", "{% macro one() %}1{% endmacro %}")
    project.write("study/sql/macros/mine.sql", "{% macro two() %}2{% endmacro %}\n{% macro one() %}3{% endmacro %}")
    with pytest.raises(ModelError, match=r"two macros called 'one', the other in sql/macros/ours\.sql") as caught:
        load_project(project.study, project.statistics, sql=shipped)
    assert str(caught.value.where) == "sql/macros/mine.sql:2"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about: Subjects with a dose.", "abuot: Subjects", "unknown key 'abuot'"),
        ("grain: [subject_id]", "grain: [subject]", "the grain names 'subject', which is not a column"),
        ("tests: [not_null, unique]", "tests: [not_nul]", "is not known: 'not_nul'"),
        ("dose: {about: Dose}", "dose: {unit: mg}", "lacks the key 'about'"),
        (
            "dose: {about: Dose}",
            "dose: {about: Dose}\n  dose: {about: Dose}",
            "key 'dose' is given twice, first on line 6",
        ),
        ("/*", "/", "The model has no header"),
    ],
)
def test_a_wrong_header_is_refused(project, old, new, message):
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace(old, new, 1))
    text = refusal(project)
    assert message in text
    assert "sql_under_test/marts/dosed.sql:" in text


def test_only_analyses_have_an_analysis(project):
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("grain:", "analysis: {method: count}\ngrain:", 1))
    assert "Only files in analyses/ may have 'analysis'" in refusal(project)


def test_an_analysis_its_method_refuses_is_refused(project):
    project.write_model("analyses/dose_count", MODELS["analyses/dose_count"].replace("count}", "cuont}"))
    assert "the method is not known" in refusal(project)


def test_a_header_comes_back_from_the_cache_as_it_was(root):
    """Over every shipped model, so that a new kind of test or key cannot be forgotten."""
    for file in find_model_files([root / "sql"]):
        header = parse_header(file.text, file.path)
        assert header_from_json(json.loads(json.dumps(header_as_json(header)))) == header


WRONG_MACROS = {
    "a tag without its end": ("{% macro half(x) %}\n{{ x }}\n", "this is not Jinja: Unexpected end of template"),
    "no such filter": (
        "{% macro half(x) %}\n{{ x | halve }}\n{% endmacro %}\n",
        "this is not Jinja: No filter named 'halve'",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_MACROS)
@pytest.mark.parametrize("place", ["study/sql", "sql_under_test"])
def test_a_wrong_macro_is_refused_where_it_stands(project, wrong, place):
    """One of the study's own even if nothing uses it; of those that ship, that none is wrong is for us to see to."""
    text, message = WRONG_MACROS[wrong]
    project.write(f"{place}/macros/half.sql", text)
    if place != "study/sql":
        project.load()
        project.write_model("marts/dosed", MODELS["marts/dosed"].replace("select subject_id,", "select {{ half(1) }},"))
    assert refusal(project).startswith(message)
    assert f"{place.rpartition('/')[2]}/macros/half.sql:2" in refusal(project)


def test_macros_that_are_right_are_tried_once(project, monkeypatch):
    project.write("study/sql/macros/half.sql", "{% macro half(x) %}{{ x }} / 2{% endmacro %}\n")
    tried, hold = [], Renderer.hold_macros
    monkeypatch.setattr(Renderer, "hold_macros", lambda self: (tried.append(1), hold(self)))
    project.load()
    project.load()
    assert tried == [1]
    project.write("study/sql/macros/half.sql", "{% macro half(x) %}{{ x }} / 2.0{% endmacro %}\n")
    project.load()
    assert tried == [1, 1]
