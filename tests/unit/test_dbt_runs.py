"""What a dbt project says of tests is done: on seeds, in folders below, with the severity where dbt users put it."""

import pytest

from tests.dbt_project import FILES, library_project
from warehouse.errors import CheckError
from warehouse.exporting.export_dbt import export_dbt

# Loan 4 is written twice, and no reader 9 is known. Two loans, 2 and this one, are not back.
TWICE = FILES["seeds/raw_loans.csv"] + "4,9,Emma,2024-04-01,\n"
LOANS = """version: 2
seeds:
  - name: raw_readers
    config: {column_types: {id: integer, name: varchar, kind: varchar}}
  - name: raw_loans
    config: {column_types: {id: integer, reader: integer, book: varchar, lent_on: date, back_on: date}}
    columns:
      - name: SAID
        data_tests: [TESTS]
"""
# Loans 2 and 4 of the library's file: 18 days and 19.
LATE = "select * from {{ ref('stg_loans') }} where days_out > 17\n"


@pytest.fixture
def project(tmp_path, root):
    return library_project(tmp_path, root)


def say_of_a_seed(project, column, tests):
    project.write("study/sql/seeds/raw_loans.csv", TWICE)
    # What the library says of its loans would stop on the same two rows.
    project.write("study/sql/models/schema.yml", "version: 2\n")
    project.write("study/sql/seeds/seeds.yml", LOANS.replace("SAID", column).replace("TESTS", tests))


BROKEN = {
    "unique": ("id", "unique", "checks.unique_raw_loans_id: 1 rows"),
    "not_null": ("back_on", "not_null", "checks.not_null_raw_loans_back_on: 2 rows"),
    "accepted_values": (
        "book",
        "accepted_values: {arguments: {values: [Persuasion]}}",
        "checks.accepted_values_raw_loans_book: 4 rows",
    ),
    "relationships": (
        "reader",
        "relationships: {to: ref('stg_readers'), field: reader_id}",
        "checks.relationships_raw_loans_reader: 1 rows",
    ),
    "two of one kind": (
        "book",
        "{accepted_values: {values: [Emma, Persuasion]}}, {accepted_values: {values: [Emma]}}",
        "checks.accepted_values_raw_loans_book_2: 1 rows",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_test_on_a_seed_stops_the_build(project, name):
    column, test, told = BROKEN[name]
    say_of_a_seed(project, column, test)
    with pytest.raises(CheckError) as caught:
        project.build()
    assert told in str(caught.value)


def test_a_test_on_a_seed_may_warn_and_is_exported(project, tmp_path):
    say_of_a_seed(project, "id", "unique: {config: {severity: warn}}")
    report = project.build()
    assert [(each.check.relation, each.broken_rows) for each in report.warnings] == [("checks.unique_raw_loans_id", 1)]
    told = project.rows("select severity, status from meta.checks where relation = 'checks.unique_raw_loans_id'")
    assert told == [("warn", "warned")]
    export_dbt(project.load(), report.published, tmp_path / "dbt")
    assert "ref('raw_loans')" in (tmp_path / "dbt/tests/unique_raw_loans_id.sql").read_text("utf-8")


def test_a_test_in_a_folder_below_is_run(project):
    project.write("study/sql/tests/loans/late.sql", LATE)
    with pytest.raises(CheckError, match=r"checks\.late: 2 rows"):
        project.build()


def test_a_seed_in_a_folder_below_is_read(project):
    (project.study / "sql/seeds/raw_loans.csv").unlink()
    project.write("study/sql/seeds/desk/raw_loans.csv", FILES["seeds/raw_loans.csv"])
    project.build()
    assert project.rows("select count(*) from seeds.raw_loans") == [(4,)]


PROJECT = FILES["dbt_project.yml"]
WARN = {
    "config() of the test": {"tests/late.sql": "{{ config(severity='warn') }}\n" + LATE},
    "config() in capitals": {"tests/late.sql": "{{ config(severity='WARN') }}\n" + LATE},
    "a YAML file of tests/": {
        "tests/t.yml": "version: 2\ndata_tests:\n  - {name: late, description: Late ones, config: {severity: warn}}\n"
    },
    "all in dbt_project.yml": {"dbt_project.yml": PROJECT + "data_tests: {+severity: warn}\n"},
    "the project in dbt_project.yml": {"dbt_project.yml": PROJECT + "data_tests:\n  library: {+severity: warn}\n"},
    "tests: in dbt_project.yml": {"dbt_project.yml": PROJECT + "tests: {+severity: warn}\n"},
    "the folder in dbt_project.yml": {
        "dbt_project.yml": PROJECT + "data_tests:\n  library:\n    loans: {+severity: warn}\n",
        "tests/loans/late.sql": LATE,
        "tests/late.sql": None,
    },
    "the test over its folder": {
        "dbt_project.yml": PROJECT + "data_tests:\n  +severity: error\n  library: {late: {+severity: warn}}\n"
    },
}


@pytest.mark.parametrize("place", WARN)
def test_a_test_warns_where_dbt_lets_it(project, place):
    for path, text in ({"tests/late.sql": LATE} | WARN[place]).items():
        if text is not None:
            project.write(f"study/sql/{path}", text)
    assert [(each.check.relation, each.broken_rows) for each in project.build().warnings] == [("checks.late", 2)]


def test_what_a_test_says_counts_before_what_the_project_says(project):
    """A loan that is twice in stg_loans: the project warns, the column stops."""
    project.write("study/sql/seeds/raw_loans.csv", FILES["seeds/raw_loans.csv"] + "4,3,Emma,2024-04-01,\n")
    project.write("study/sql/dbt_project.yml", PROJECT + "data_tests: {+severity: warn}\n")
    assert [each.check.name for each in project.build().warnings] == ["unique"]
    schema = FILES["models/schema.yml"].replace("[unique, not_null]", "[unique: {severity: error}, not_null]", 1)
    project.write("study/sql/models/schema.yml", schema)
    with pytest.raises(CheckError, match=r"staging\.stg_loans\.loan_id: 1 rows break 'unique'"):
        project.build()


def test_a_limit_in_yaml_holds_for_a_test(project):
    project.write("study/sql/tests/late.sql", LATE)
    limits = "{warn_if: '>2', error_if: '>2'}"
    project.write("study/sql/tests/t.yml", f"version: 2\ndata_tests:\n  - {{name: late, config: {limits}}}\n")
    assert project.build().warnings == ()


@pytest.mark.parametrize(
    ("models", "kinds"),
    [
        ("models: {+materialized: table}", {"stg_loans": "table", "readers": "table"}),
        ("models:\n  +materialized: table\n  library: {staging: {+materialized: view}}", {"stg_loans": "view"}),
        (
            "models:\n  library: {staging: {stg_loans: {+materialized: table}}}",
            {"stg_loans": "table", "readers": "view"},
        ),
    ],
)
def test_what_is_said_of_all_models_holds_for_all(project, models, kinds):
    """The nearest counts: the model, its folders, the project, all."""
    project.write(
        "study/sql/dbt_project.yml", f"name: library\nvars: {{loan_days: 14, fine_cents_per_day: 25}}\n{models}\n"
    )
    project.write(
        "study/sql/models/staging/stg_loans.sql", "select 1 as loan_id, 1 as reader_id, 'Emma' as book, 1 as days_out"
    )
    found = {model.name: model.header.materialized for model in project.load().models}
    assert {name: found[name] for name in kinds} == kinds


def test_what_dbt_init_writes_is_accepted(project):
    """The paths as dbt's own start of a project names them, and the folders that it leaves empty."""
    paths = [
        f'{kind}-paths: ["{folder}"]'
        for kind, folder in (
            ("model", "models"),
            ("analysis", "analyses"),
            ("test", "tests"),
            ("seed", "seeds"),
            ("macro", "macros"),
            ("snapshot", "snapshots"),
        )
    ]
    project.write(
        "study/sql/dbt_project.yml", PROJECT + "\n".join([*paths, 'clean-targets: ["target", "dbt_packages"]\n'])
    )
    project.write("study/sql/snapshots/.gitkeep", "")
    project.load()


def test_range_and_namespace_are_as_in_dbt(project):
    text = """{% set found = namespace(total=0) %}
{% for n in range(1, 4) %}{% set found.total = found.total + n %}{% endfor %}
select {{ found.total }} as total
"""
    project.write("study/sql/models/marts/sums.sql", text)
    project.build()
    assert project.rows("select total from marts.sums") == [(1 + 2 + 3,)]
