"""A dbt project dropped into a study's sql/ runs as it is, and what of dbt does not run here is refused by name."""

import shutil

import pytest

from tests.dbt_project import FILES, library_project
from tests.small_project import small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.building.run import build
from warehouse.dbt.described import load_described
from warehouse.errors import UserError
from warehouse.exporting.export_dbt import export_dbt


@pytest.fixture
def project(tmp_path, root):
    return library_project(tmp_path, root)


def rows(published, query):
    engine = open_memory()
    try:
        engine.execute(f"attach '{published}' as built (read_only)")
        engine.execute("use built")
        return engine.rows(query)
    finally:
        engine.close()


def test_a_dbt_project_is_built_as_it_is(project):
    """Ada had Persuasion for 18 days, 4 too many at 25 cents; Cleo Emma for 19, 5 too many; Ben still has his."""
    report = project.build()
    assert report.warnings == ()
    assert rows(report.published, "from marts.readers order by reader_id") == [
        (1, "Ada", "adult", 1, 1, 4, 1.0, "town"),
        (2, "Ben", "child", 1, 0, 0, 0.0, "town"),
        (3, "Cleo", "adult", 1, 0, 5, 1.25, "town"),
    ]


def test_what_dbts_yaml_says_is_in_the_ledger(project):
    published = project.build().published
    query = "select materialized, about, grain, tags from meta.models where relation = '{}'"
    assert rows(published, query.format("staging.stg_loans")) == [("view", "One row for each loan", "loan_id", "desk")]
    assert rows(published, query.format("marts.readers")) == [
        ("table", "One row for each reader", "reader_id", "nightly")
    ]
    checks = rows(published, "select relation, check_name, column_name, severity from meta.checks order by all")
    assert ("marts.readers", "accepted", "reader_kind", "warn") in checks
    assert ("staging.stg_loans", "relationships stg_readers.reader_id", "reader_id", "error") in checks
    assert ("checks.no_fine_below_zero", "finds nothing", None, "error") in checks
    assert rows(
        published, "select unit from meta.columns where relation = 'marts.readers' and column_name = 'fine_euros'"
    ) == [("EUR",)]


def test_a_test_that_fails_stops_the_build(project):
    text = FILES["tests/no_fine_below_zero.sql"].replace("< 0", "> 1")
    project.write("study/sql/tests/no_fine_below_zero.sql", text)
    with pytest.raises(UserError, match="no_fine_below_zero"):
        project.build()


def of_one_test(test):
    """A schema.yml with one test of one column, which stands on line 7."""
    return f"version: 2\nmodels:\n  - name: a\n    columns:\n      - name: b\n        tests:\n          - {test}"


REFUSED = {
    "a snapshot": (
        "models/marts/a.sql",
        "select 1 as a\n{% snapshot a %}",
        "Of dbt this is not supported: a snapshot\n  sql/models/marts/a.sql:2",
    ),
    "is_incremental": (
        "models/marts/a.sql",
        "select 1 as a\n{% if is_incremental() %}\nwhere true\n{% endif %}",
        "Of dbt this is not supported: is_incremental()\n  sql/models/marts/a.sql:2",
    ),
    "a hook": (
        "models/marts/a.sql",
        "{{\n  config(\n    pre_hook='x'\n  )\n}}\nselect 1 as a",
        "Of dbt this is not supported: a hook\n  sql/models/marts/a.sql:3",
    ),
    "adapter.dispatch": (
        "macros/b.sql",
        "{% macro b() %}{{ adapter.dispatch('b')() }}{% endmacro %}",
        "Of dbt this is not supported: adapter\n  sql/macros/b.sql:1",
    ),
    "a package's macro": (
        "models/marts/a.sql",
        "select {{ dbt_utils.star('x') }}",
        "Of dbt this is not supported: a macro of a package",
    ),
    "a package's model": (
        "models/marts/a.sql",
        "select * from {{ ref('shop', 'x') }}",
        "Of dbt this is not supported: ref() of a package",
    ),
    "env_var": ("models/marts/a.sql", "select {{ env_var('x') }} as a", "Of dbt this is not supported: env_var()"),
    "target": (
        "models/marts/a.sql",
        "select '{{ target.name }}' as a",
        "Of dbt this is not supported: what dbt says of a run",
    ),
    "packages": ("packages.yml", "packages: []", "Of dbt this is not supported: packages\n  sql/packages.yml"),
    "a model in Python": (
        "models/marts/a.py",
        "x = 1",
        "Of dbt this is not supported: a model in Python\n  sql/models/marts/a.py",
    ),
    "a folder that is no layer": (
        "models/core/a.sql",
        "select 1 as a",
        "The folder of the model says no layer\n  sql/models/core/a.sql:1",
    ),
    "incremental": (
        "models/marts/a.sql",
        "{{ config(materialized='ephemeral') }}select 1 as a",
        "dbt's materialization 'ephemeral' is not supported here\n  sql/models/marts/a.sql:1",
    ),
    "another config": (
        "models/marts/a.sql",
        "{{ config(alias='b') }}select 1 as a",
        "dbt's config 'alias' is not supported here\n  sql/models/marts/a.sql:1",
    ),
    "a test of a package": (
        "models/more.yml",
        "version: 2\nmodels:\n  - name: readers2\n    columns:\n      - name: a\n        tests:\n          - dbt_utils.at_least_one",
        "dbt's test 'dbt_utils.at_least_one' is not supported here\n  sql/models/more.yml:7",
    ),
    "unit tests in YAML": (
        "models/more.yml",
        "version: 2\nunit_tests:\n  - name: a",
        "dbt's 'unit_tests' is not supported here\n  sql/models/more.yml:2",
    ),
    "exposures": (
        "models/more.yml",
        "version: 2\nexposures:\n  - name: a",
        "dbt's 'exposures' is not supported here\n  sql/models/more.yml:2",
    ),
    "a source without a name": (
        "models/more.yml",
        "version: 2\nsources:\n  - tables: []",
        "'sources[1]' lacks the key 'name'\n  sql/models/more.yml:3",
    ),
    "a source of its own": (
        "models/more.yml",
        "version: 2\nsources:\n  - name: shop\n    tables: [{name: a}]",
        "there is no source 'shop' here\n  sql/models/more.yml:3",
    ),
    "on-run-start": (
        "dbt_project.yml",
        "name: library\non-run-start: select 1",
        "dbt's 'on-run-start' is not supported here\n  sql/dbt_project.yml:2",
    ),
    "two limits of a test": (
        "models/more.yml",
        of_one_test("not_null: {config: {warn_if: '>1', error_if: '>9'}}"),
        "a test has one limit here",
    ),
    "only error_if": (
        "models/more.yml",
        of_one_test("not_null: {config: {error_if: '>9'}}"),
        "a test has one limit here: a severity and how many rows may break it\n  sql/models/more.yml:7",
    ),
    "only warn_if of an error": (
        "models/more.yml",
        of_one_test("not_null: {config: {warn_if: '>9'}}"),
        "a test has one limit here",
    ),
    "only error_if of a warning": (
        "models/more.yml",
        of_one_test("not_null: {config: {severity: warn, error_if: '>9'}}"),
        "a test has one limit here",
    ),
    "a model described twice": (
        "models/more.yml",
        "version: 2\nmodels:\n  - name: a\n  - name: a\n    description: other",
        "the model 'a' is described twice\n  sql/models/more.yml:4",
    ),
    "enabled without a plus": (
        "dbt_project.yml",
        "name: library\nmodels:\n  library:\n    staging:\n      enabled: false",
        "dbt's 'enabled' is not supported here\n  sql/dbt_project.yml:5",
    ),
    "a seed without types": (
        "seeds/seeds.yml",
        "version: 2\nseeds:\n  - name: raw_loans\n  - name: raw_readers",
        "the seed 'raw_loans' does not say the types of its columns\n  sql/seeds/seeds.yml:3",
    ),
    "a column nobody makes": (
        "models/more.yml",
        "version: 2\nmodels:\n  - name: stg_readers\n    columns:\n      - name: reader_nam",
        "Column 'reader_nam' is described, but sql/models/staging/stg_readers.sql does not make it\n  sql/models/more.yml:5\n  try: 'reader_name'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_run_here_is_refused_by_name_and_place(project, name):
    path, text, told = REFUSED[name]
    project.write(f"study/sql/{path}", text)
    with pytest.raises(UserError) as caught:
        project.load()
    assert told in str(caught.value)
    assert "  try: " in str(caught.value)


@pytest.mark.parametrize("limits", ["{warn_if: '>2', error_if: '>2'}", "{severity: warn, warn_if: '>2'}"])
def test_a_limit_means_what_it_means_to_dbt(tmp_path, limits):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/a.sql").write_text("select 1 as b", "utf-8")
    (tmp_path / "models/more.yml").write_text(of_one_test(f"not_null: {{config: {limits}}}"), "utf-8")
    test = load_described(tmp_path).models["a"]["columns"][0]["tests"][0]
    assert (test["up_to"], test["severity"]) == (2, "warn" if "severity" in limits else "error")


def test_words_in_comments_and_quotes_are_not_refused(project):
    text = "{# this model is_incremental() nowhere #}\nselect 'this target' as a, {{ var('x', \"'this'\") }} as b"
    project.write("study/sql/models/marts/a.sql", text)
    assert "marts.a" in project.load().graph.nodes


def test_an_export_dropped_back_in_gives_the_same_tables(tmp_path, root):
    """The exported models, seeds, macros and tests of a small project, in the sql/ of a study that has nothing else."""
    first = small_project(tmp_path / "first", root / "sql" / "macros")
    published = build(first.load(), first.statistics).published
    second = small_project(tmp_path / "second", root / "sql" / "macros")
    for name in ("staging", "marts", "analyses", "results", "seeds", "macros"):
        shutil.rmtree(second.sql / name)
    export_dbt(first.load(), published, second.study / "sql")
    again = build(second.load(), second.statistics).published
    for relation in ("staging.stg_subjects", "marts.dosed", "marts.arm_sizes", "seeds.arms", "results.estimates"):
        found = rows(published, f"from {relation} order by all")
        assert rows(again, f"from {relation} order by all") == found != []


def test_an_export_keeps_files_of_macros_of_one_name_apart(tmp_path, root):
    project = small_project(tmp_path, root / "sql" / "macros")
    for folder in ("a", "b"):
        project.write(f"study/sql/macros/{folder}/x.sql", f"{{% macro {folder}() %}}1{{% endmacro %}}")
    written = export_dbt(project.load(), tmp_path / "warehouse.duckdb", tmp_path / "dbt")
    texts = [path.read_text("utf-8") for path in written if path.name == "x.sql"]
    assert len(texts) == 2 and "macro a()" in texts[0] and "macro b()" in texts[1]
