"""What dbt's YAML says of sources and seeds is done, or refused with its line and what to write."""

import pytest

from tests.dbt_project import FILES, hold_refused, library_project, told_of

LOANS = FILES["seeds/seeds.yml"]


def schema(text):
    return f"version: 2\n{text}\n"


def of_a_source(text):
    return schema(f"sources:\n  - name: raw\n    {text}")


# path, text, what is told with its place and what to try
SLIPS = {
    "a seed that is not there": (
        "seeds/more.yml",
        schema("seeds:\n  - name: raw_loan"),
        "there is no seed 'raw_loan' in sql/seeds/\n  sql/seeds/more.yml:3\n  try: 'raw_loans'",
    ),
    "a seed of dbt without version": (
        "seeds/more.yml",
        "seeds:\n  - name: raw_loan",
        "there is no seed 'raw_loan'",
    ),
    "a column that a seed has not": (
        "seeds/seeds.yml",
        LOANS + "    columns:\n      - name: nam\n",
        "Column 'nam' is described, but the seed 'raw_readers' has none\n  sql/seeds/seeds.yml:9\n  try: 'name'",
    ),
    "an unknown key of a seed": (
        "seeds/seeds.yml",
        LOANS + "    colums: []\n",
        "dbt's 'colums' is not supported here\n  sql/seeds/seeds.yml:8\n  try: 'columns'",
    ),
    "an unknown config of a seed": (
        "seeds/seeds.yml",
        LOANS.replace("kind: varchar}}", "kind: varchar}, delimiter: ';'}"),
        "dbt's 'delimiter' is not supported here\n  sql/seeds/seeds.yml:7",
    ),
    "a test of a whole seed": (
        "seeds/seeds.yml",
        LOANS + "    data_tests:\n      - dbt_utils.equal_rowcount\n",
        "a test of a whole seed is not supported here\n  sql/seeds/seeds.yml:9",
    ),
    "the schema of a source": (
        "models/s.yml",
        of_a_source("schema: public"),
        "dbt's 'schema' of a source is not supported here\n  sql/models/s.yml:4\n  try: leave it out",
    ),
    "the database of a source": ("models/s.yml", of_a_source("database: lake"), "dbt's 'database' of a source"),
    "the freshness of a source": (
        "models/s.yml",
        of_a_source("freshness: {warn_after: {count: 1, period: day}}"),
        "dbt's 'freshness' is not supported here\n  sql/models/s.yml:4\n  try: leave it out",
    ),
    "when a source was loaded": (
        "models/s.yml",
        of_a_source("tables: [{name: subjects, loaded_at_field: at}]"),
        "dbt's 'loaded_at_field' is not supported here\n  sql/models/s.yml:4",
    ),
    "another name of a source": (
        "models/s.yml",
        of_a_source("tables: [{name: subjects, identifier: t_1}]"),
        "dbt's 'identifier' is not supported here\n  sql/models/s.yml:4\n  try: name the table as sql/INPUT.md does",
    ),
    "a table that is not of the contract": (
        "models/s.yml",
        of_a_source("tables: [{name: subject}]"),
        "there is no table 'subject' in the input contract\n  sql/models/s.yml:4\n  try: 'subjects'",
    ),
    "a column that is not of the contract": (
        "models/s.yml",
        of_a_source("tables: [{name: subjects, columns: [{name: doses}]}]"),
        "there is no column 'doses' of subjects in the input contract\n  sql/models/s.yml:4\n  try: 'dose'",
    ),
    "a test of a column of a source": (
        "models/s.yml",
        of_a_source("tables: [{name: subjects, columns: [{name: dose, tests: [not_null]}]}]"),
        "tests of a source are not run here\n  sql/models/s.yml:4\n  try: leave it out: the input contract",
    ),
    "a test of a source": (
        "models/s.yml",
        of_a_source("tables: [{name: subjects, data_tests: [grain]}]"),
        "tests of a source are not run here\n  sql/models/s.yml:4",
    ),
    "an unknown key of a source": (
        "models/s.yml",
        of_a_source("tabels: []"),
        "dbt's 'tabels' is not supported here\n  sql/models/s.yml:4\n  try: 'tables'",
    ),
    "two files of one seed": (
        "seeds/old/raw_loans.csv",
        FILES["seeds/raw_loans.csv"],
        "Two files make the seed 'raw_loans': the other is seeds/old/raw_loans.csv\n  sql/seeds/raw_loans.csv",
    ),
    "a seed of a name that ships": (
        "seeds/seeds.yml",
        LOANS + "  - name: arms\n    config: {column_types: {arm: varchar}}\n",
        "there is no seed 'arms' in sql/seeds/\n  sql/seeds/seeds.yml:8",
    ),
    "types of some columns of a seed": (
        "seeds/seeds.yml",
        LOANS.replace("{id: integer, name: varchar, kind: varchar}", "{id: integer}"),
        "column_types of the seed 'raw_readers' does not name every column: name, kind\n  sql/seeds/seeds.yml:7\n"
        "  try: add name: varchar, kind: varchar",
    ),
    "the type of a column that a seed has not": (
        "seeds/seeds.yml",
        LOANS.replace("kind: varchar", "kinds: varchar"),
        "column_types of the seed 'raw_readers' names 'kinds', which is no column of its file\n"
        "  sql/seeds/seeds.yml:7\n  try: 'kind'",
    ),
    "a type that is none": (
        "seeds/seeds.yml",
        LOANS.replace("kind: varchar", "kind: varchr"),
        "'varchr' is no type of a column of a seed\n  sql/seeds/seeds.yml:7\n  try: 'varchar'",
    ),
    "a seed that no YAML describes": (
        "seeds/x_seed.csv",
        "id,name\n1,a\n",
        "The seed 'x_seed' is not in seeds.yml\n  sql/seeds/x_seed.csv\n"
        "  try: seeds: [{name: x_seed, config: {column_types: {id: varchar, name: varchar, ...}}}]",
    ),
}


@pytest.fixture
def project(tmp_path, root):
    return library_project(tmp_path, root)


@pytest.mark.parametrize("name", SLIPS)
def test_what_would_be_ignored_is_refused(project, name):
    hold_refused(project, *SLIPS[name])


def test_a_seed_of_a_name_that_ships_is_refused(project):
    project.write("study/sql/seeds/arms.csv", "arm\nhigh\n")
    text = LOANS + "  - name: arms\n    config: {column_types: {arm: varchar}}\n"
    told = told_of(project, "seeds/seeds.yml", text)
    assert "seed 'arms' is there already\n  sql/seeds/seeds.yml:8\n  try: another name" in told


def test_a_seed_has_columns_in_its_own_order_and_of_any_name(project):
    project.write("study/sql/seeds/raw_readers.csv", "id,name,order,Kind of reader\n1,Ada,7,adult\n")
    types = "{Kind of reader: varchar, order: integer, name: varchar, id: integer}"
    told = LOANS.replace("{id: integer, name: varchar, kind: varchar}", types)
    project.write("study/sql/seeds/seeds.yml", told + "    columns: [{name: Kind of reader, tests: [unique]}]\n")
    (project.study / "sql/models/schema.yml").unlink()
    for path in ("models/marts/readers.sql", "tests/no_fine_below_zero.sql", "models/staging/stg_readers.sql"):
        (project.study / "sql" / path).unlink()
    project.build()
    assert project.rows('select id, name, "order", "Kind of reader" from seeds.raw_readers') == [(1, "Ada", 7, "adult")]
    told = project.rows("select relation, status from meta.checks where relation like '%raw_readers%'")
    assert told == [("checks.unique_raw_readers_kind_of_reader", "passed")]


def test_a_relationship_of_a_seed_to_nothing_is_told_at_its_line(project):
    text = (
        LOANS
        + "    columns:\n      - name: id\n        tests:\n          - relationships: {to: ref('nobody'), field: id}\n"
    )
    assert "there is no model or seed 'nobody'\n  sql/seeds/seeds.yml:11\n  try: " in told_of(
        project, "seeds/seeds.yml", text
    )


def test_a_test_of_a_seed_that_is_called_as_another_file_is_told(project):
    project.write("study/sql/tests/unique_raw_readers_id.sql", "select 1 as a where false")
    told = told_of(project, "seeds/seeds.yml", LOANS + "    columns: [{name: id, tests: [unique]}]\n")
    assert "A test of a seed is called 'unique_raw_readers_id', and so is another file\n  sql/seeds/seeds.yml" in told


@pytest.mark.parametrize("kind", ["VARCHAR(20)", "text", "char(3)"])
def test_a_type_may_be_any_of_the_database(project, kind):
    project.write("study/sql/seeds/seeds.yml", LOANS.replace("kind: varchar", f'kind: "{kind}"'))
    project.build()
    assert project.rows("select distinct kind from seeds.raw_readers order by all") == [("adult",), ("child",)]
