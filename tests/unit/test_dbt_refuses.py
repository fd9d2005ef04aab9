"""Nothing of a dbt project is ignored: what would change a build or a test here is refused with its line and a way on."""

import pytest

from tests.dbt_project import FILES, hold_refused, library_project
from tests.small_project import small_project
from warehouse.errors import UserError

PROJECT = FILES["dbt_project.yml"]


def schema(text):
    return f"version: 2\n{text}\n"


def of_a_column(test):
    """A schema.yml with one test of one column of a model of the library, which stands on line 7."""
    return FILES["models/schema.yml"].partition("  - name: stg_loans")[0] + (
        f"  - name: stg_readers\n    columns:\n      - name: reader_id\n        tests:\n          - {test}\n"
    )


# path, text, what is told with its place and what to try
SLIPS = {
    "a model that is not there": (
        "models/more.yml",
        schema("models:\n  - name: stg_reader"),
        "there is no model 'stg_reader' in sql/models/\n  sql/models/more.yml:3\n  try: 'stg_readers'",
    ),
    "a macro that is not there": (
        "macros/more.yml",
        schema("macros:\n  - name: cents_to_euro"),
        "there is no macro 'cents_to_euro' in sql/macros/\n  sql/macros/more.yml:3\n  try: 'cents_to_euros'",
    ),
    "a test that is not there": (
        "tests/more.yml",
        schema("data_tests:\n  - name: no_fine_below_nil"),
        "there is no test 'no_fine_below_nil' in sql/tests/\n  sql/tests/more.yml:3\n  try: 'no_fine_below_zero'",
    ),
    "a relationship to nothing": (
        "models/schema.yml",
        of_a_column("relationships: {to: ref('raw_reader'), field: id}"),
        "there is no model or seed 'raw_reader'\n  sql/models/schema.yml:7\n  try: 'raw_readers'",
    ),
    "a second test of a model": (
        "models/schema.yml",
        of_a_column("unique").replace(
            "    columns:", "    tests: [grain: {columns: [reader_id]}, dbt_utils.recency]\n    columns:"
        ),
        "dbt's test 'dbt_utils.recency' of a model is not supported here",
    ),
    "a test that is not enabled": (
        "models/schema.yml",
        of_a_column("unique: {enabled: false}"),
        "dbt's 'enabled' is not supported here\n  sql/models/schema.yml:7\n  try: take out the test",
    ),
    "a test that is not enabled by its config": (
        "models/schema.yml",
        of_a_column("unique: {config: {enabled: false}}"),
        "dbt's 'enabled' is not supported here\n  sql/models/schema.yml:7\n  try: take out the test",
    ),
    "a test with a key of no meaning": (
        "models/schema.yml",
        of_a_column("not_null: {foo: x}"),
        "dbt's 'foo' is not supported here\n  sql/models/schema.yml:7",
    ),
    "a singular test with a key of no meaning": (
        "tests/t.yml",
        schema("data_tests:\n  - name: no_fine_below_zero\n    nonsense: 1"),
        "dbt's 'nonsense' is not supported here\n  sql/tests/t.yml:4",
    ),
    "a singular test that is not enabled": (
        "tests/t.yml",
        schema("data_tests:\n  - name: no_fine_below_zero\n    config: {enabled: false}"),
        "dbt's 'enabled' is not supported here\n  sql/tests/t.yml:4",
    ),
    "severity in the config of a model": (
        "models/more.yml",
        schema("models:\n  - name: stg_readers\n    config: {severity: warn}"),
        "dbt's 'severity' is not supported here\n  sql/models/more.yml:4\n  try: say it of each test",
    ),
    "severity in config() of a model": (
        "models/staging/stg_readers.sql",
        "{{ config(severity='warn') }}\n" + FILES["models/staging/stg_readers.sql"],
        "dbt's config 'severity' of a model is not supported here\n  sql/models/staging/stg_readers.sql:1",
    ),
    "a limit in config() of a test": (
        "tests/no_fine_below_zero.sql",
        "{{ config(warn_if='>5') }}\n" + FILES["tests/no_fine_below_zero.sql"],
        "dbt's config 'warn_if' is not supported here\n  sql/tests/no_fine_below_zero.sql:1\n  try: data_tests:",
    ),
    "no severity": (
        "tests/no_fine_below_zero.sql",
        "{{ config(severity='warning') }}\n" + FILES["tests/no_fine_below_zero.sql"],
        "'warning' is no severity\n  sql/tests/no_fine_below_zero.sql:1\n  try: error or warn",
    ),
    "tests of a project not enabled": (
        "dbt_project.yml",
        PROJECT + "data_tests:\n  library: {+enabled: false}\n",
        "dbt's '+enabled' is not supported here\n  sql/dbt_project.yml:12",
    ),
    "a limit of the tests of a project": (
        "dbt_project.yml",
        PROJECT + "data_tests:\n  library:\n    staging: {+limit: 5}\n",
        "dbt's '+limit' is not supported here\n  sql/dbt_project.yml:13",
    ),
    "a severity of a folder that is not there": (
        "dbt_project.yml",
        PROJECT + "data_tests:\n  library:\n    stagin: {+severity: warn}\n",
        "there is no folder or file 'stagin'\n  sql/dbt_project.yml:13\n  try: 'staging'",
    ),
    "a folder that is not there": (
        "dbt_project.yml",
        PROJECT + "    mart: {+materialized: table}\n",
        "there is no folder or file 'mart'\n  sql/dbt_project.yml:11\n  try: 'marts'",
    ),
    "another kind of a folder": (
        "dbt_project.yml",
        PROJECT.replace("+materialized: table", "+materialized: ephemeral"),
        "dbt's materialization 'ephemeral' is not supported here\n  sql/dbt_project.yml:9\n  try: table or view",
    ),
    "another kind of a model": (
        "models/more.yml",
        schema("models:\n  - name: stg_readers\n    config: {materialized: incremental}"),
        "dbt's materialization 'incremental' is not supported here\n  sql/models/more.yml:4\n  try: table or view",
    ),
    "a project without a name": (
        "dbt_project.yml",
        PROJECT.replace("name: library\n", ""),
        "there is no project 'library' here\n  sql/dbt_project.yml:7\n  try: name: library, at the top of the file",
    ),
    "another project": (
        "dbt_project.yml",
        PROJECT + "  librari: {+materialized: table}\n",
        "there is no project 'librari' here\n  sql/dbt_project.yml:11\n  try: 'library:'",
    ),
    "another folder of models": (
        "dbt_project.yml",
        PROJECT + "model-paths: [transformations]\n",
        "dbt's 'model-paths' is not supported here but for [models]\n  sql/dbt_project.yml:11\n"
        "  try: move the files to sql/models/",
    ),
    "a second folder of tests": (
        "dbt_project.yml",
        PROJECT + "test-paths: [tests, more]\n",
        "dbt's 'test-paths' is not supported here but for [tests]\n  sql/dbt_project.yml:11",
    ),
    "a flag": (
        "dbt_project.yml",
        PROJECT + "flags: {warn_error: true}\n",
        "dbt's flag 'warn_error' is not supported here\n  sql/dbt_project.yml:11",
    ),
    "var in YAML": (
        "models/more.yml",
        schema("models:\n  - name: stg_readers\n    config:\n      materialized: \"{{ var('kind') }}\""),
        "Jinja in YAML is not rendered here: 'models[1].config.materialized'\n  sql/models/more.yml:5",
    ),
    "doc in YAML": (
        "models/more.yml",
        schema("models:\n  - name: stg_readers\n    description: '{{ doc(\"readers\") }}'"),
        "is not rendered here: 'models[1].description'\n  sql/models/more.yml:4\n  try: write the description out",
    ),
    "Jinja in the project": (
        "dbt_project.yml",
        PROJECT + "data_tests: {+severity: \"{{ 'warn' if true }}\"}\n",
        "Jinja in YAML is not rendered here: 'data_tests.+severity'\n  sql/dbt_project.yml:11",
    ),
    "a block of docs": (
        "models/docs.md",
        "# Words\n\n{% docs readers %}\nWho\n{% enddocs %}\n",
        "Of dbt this is not supported: a block of docs\n  sql/models/docs.md:3",
    ),
    "a generic test": (
        "tests/generic/is_even.sql",
        "{% test is_even(model, column_name) %}select 1{% endtest %}",
        "Of dbt this is not supported: a generic test of one's own\n  sql/tests/generic/is_even.sql:1",
    ),
}


@pytest.fixture
def project(tmp_path, root):
    return library_project(tmp_path, root)


@pytest.mark.parametrize("name", SLIPS)
def test_what_would_be_ignored_is_refused(project, name):
    hold_refused(project, *SLIPS[name])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("packages.yml", "packages: []"),
        ("dependencies.yml", "projects: []"),
        ("snapshots/loans.sql", "select 1"),
        ("selectors.yml", "selectors: []"),
        ("analyses/a.yml", "analyses: []"),
    ],
)
def test_what_means_something_to_dbt_is_refused_without_any_model(tmp_path, root, path, text):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write(f"study/sql/{path}", text)
    with pytest.raises(UserError, match=f"(?s)Of dbt this is not supported.*sql/{path.partition('/')[0]}.*try: "):
        small.load()
