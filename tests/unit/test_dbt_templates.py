"""What of dbt's templates does not run here is called by its name, in the file and line where it stands."""

import pytest

from tests.dbt_project import library_project, told_of

MODEL, MACRO = "models/marts/a.sql", "macros/a.sql"
NAMED = {
    "log": (MODEL, "select 1 as a\n{{ log('built', info=true) }}", "log()", 2),
    "log in a macro": (MACRO, "{% macro a() %}\n{% do log('x') %}1\n{% endmacro %}", "log()", 2),
    "return": (MACRO, "{% macro a() %}\n{{ return('1') }}\n{% endmacro %}", "return()", 2),
    "target": (MODEL, "select\n    '{{ target }}' as a", "target", 2),
    "a key of target": (MODEL, "select\n    '{{ target['name'] }}' as a", "target", 2),
    "do": (MODEL, "select 1 as a\n{% do [].append(1) %}", "{% do %}", 2),
    "config.get": (MODEL, "select\n    '{{ config.get('kind') }}' as a", "config.get()", 2),
    "a version": (MODEL, "select *\nfrom {{ ref('readers', v=1) }}", "a version of a model", 2),
    "a version in full": (MODEL, "select *\nfrom {{ ref('readers', version=2) }}", "a version of a model", 2),
    "the project": (MODEL, "select\n    {{ library.cents_to_euros('1') }} as a", "'library.' before a macro", 2),
    "the project in a macro": (
        MACRO,
        "{% macro a() %}\n{{ library.cents_to_euros('1') }}\n{% endmacro %}",
        "'library.' before a macro",
        2,
    ),
    "execute": (MODEL, "select 1 as a\n{% if not execute %}{% endif %}", "execute", 2),
}


@pytest.fixture
def project(tmp_path, root):
    return library_project(tmp_path, root)


@pytest.mark.parametrize("name", NAMED)
def test_a_piece_of_dbts_templates_is_refused_by_its_name(project, name):
    path, text, called, line = NAMED[name]
    told = told_of(project, path, text)
    assert f"Of dbt this is not supported: {called}\n  sql/{path}:{line}\n  try: " in told


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("nope", "try: vars: {nope: ...} in sql/dbt_project.yml, or var('nope', default)"),
        ("loan_day", "try: 'loan_days'"),
    ],
)
def test_a_variable_that_is_not_set_says_where_to_set_it(project, name, hint):
    told = told_of(project, MODEL, f"select\n    {{{{ var('{name}') }}}} as a")
    assert f"There is no setting '{name}'\n  sql/{MODEL}:2\n  {hint}" in told


def test_too_long_a_range_is_told_at_its_line(project):
    told = told_of(project, MODEL, "select 1 as a\n{% for n in range(1000000) %}{% endfor %}")
    assert f"sql/{MODEL}:2" in told


def test_a_column_may_be_called_as_the_project(project):
    project.write(f"study/sql/{MODEL}", "with library as (select 1 as b)\nselect library.b as a from library")
    assert "marts.a" in project.load().graph.nodes


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{% set names = [] %}{% set _ = names.append('a') %}select 1 as a", "{% set names = names + ['x'] %}"),
        ("select {{ codegen.columns('x') }} as a", "define it as a macro in macros/, or with {% set %}"),
        ("{{ config(materialized='incremental', unique_key='a') }}select 1 as a", "a header of ours"),
    ],
)
def test_what_stands_for_it_is_said(project, text, hint):
    assert f"\n  sql/{MODEL}:1\n  try: " in (told := told_of(project, MODEL, text)) and hint in told
