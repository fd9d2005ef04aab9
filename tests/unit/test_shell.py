"""What is typed wrongly into the shell, or cannot be opened for a moment, is said in words, and the shell goes on."""

import os
from contextlib import ExitStack

import duckdb
import pytest

from cli.shell import Shell
from warehouse.ask import NO_LIMITS
from warehouse.errors import UserError

MODELS = "create schema meta; create table meta.models (relation varchar, about varchar, row_count bigint)"


def write_warehouse(path, schema, n):
    with duckdb.connect(path) as writer:
        writer.execute(f"create schema {schema}; create table {schema}.cohort as select {n} as n; {MODELS}")


@pytest.fixture
def study(tmp_path):
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "of_feature.sql").write_text("-- Which?\nselect $feature as feature\n", "utf-8")
    (tmp_path / "study.yml").write_text("study: small\n", "utf-8")
    return tmp_path


@pytest.fixture
def shell(study):
    write_warehouse(study / "warehouse.duckdb", "marts", 1)
    with ExitStack() as resources:
        yield Shell(study, NO_LIMITS, resources)


WRONG = {
    "\\ask of_feature feature='age": "A quotation mark is open",
    "\\ask of_feature feature=agee": "There is no feature 'agee'",
    "\\w ~nobody-of-this-name/a.csv": "Nobody of this name has a folder here",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_in_words(shell, study, line, capsys):
    with duckdb.connect(study / "new.duckdb") as writer:
        writer.execute(f"create schema marts; create table marts.features as select 'age' as feature; {MODELS}")
    os.replace(study / "new.duckdb", study / "warehouse.duckdb")
    shell.tell("select 1 as n;")
    with pytest.raises(UserError, match=WRONG[line]):
        shell.tell(line)
    shell.tell("select 41 + 1 as n;")
    assert "42" in capsys.readouterr().out


def test_one_that_cannot_be_opened_leaves_the_one_before(shell, study, capsys):
    (study / "new").write_bytes(b"no database" * 1000)
    os.replace(study / "new", study / "warehouse.duckdb")
    for _ in range(2):
        with pytest.raises(UserError, match="cannot be opened"):
            shell.tell("from cohort;")
    write_warehouse(study / "new", "marts", 42)
    os.replace(study / "new", study / "warehouse.duckdb")
    shell.tell("from cohort;")
    written = capsys.readouterr()
    assert "42" in written.out
    assert written.err.count("A new warehouse was published") == 1


def test_tables_that_may_be_seen_are_listed_where_there_are_no_marts(study, capsys):
    write_warehouse(study / "warehouse.duckdb", "disclosed", 1)
    with ExitStack() as resources:
        Shell(study, NO_LIMITS, resources).tell("\\d")
    assert "disclosed.cohort" in capsys.readouterr().out
