"""dbt builds the exported project to the same tables, cell by cell, and its tests pass.

dbt lives in an environment of its own: `make parity DBT=path/to/bin/dbt` names it; without one this skips.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import write_library
from tests.small_project import small_project
from warehouse.building.run import build

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dbt():
    found = os.environ.get("CARTWHEEL_DBT") or shutil.which("dbt")
    if not found:
        pytest.skip("dbt is not installed: make parity DBT=path/to/bin/dbt")
    return str(Path(found).resolve())


@pytest.fixture(scope="module")
def exported(dbt, root, tmp_path_factory):
    """The folder of a dbt project, built, and the warehouse it was exported from."""
    folder = tmp_path_factory.mktemp("dbt")
    study, project = folder / "study", folder / "project"
    cartwheel(root, "simulate", study, "--subjects", "40")
    cartwheel(root, "build", "--study", study)
    cartwheel(root, "export", "dbt", project, "--study", study)
    words = [dbt, "build", "--profiles-dir", ".", "--no-use-colors"]
    environment = os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    done = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return project, study / "warehouse.duckdb", done.stdout


def cartwheel(root, *words):
    command = [sys.executable, "-c", "from cli.app import main; main()", *map(str, words)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_everything_is_built_and_every_test_passes(exported):
    last = exported[2].strip().splitlines()[-1]
    counts = {word: int(number) for word, number in re.findall(r"(\w+)=(\d+)", last)}
    assert counts["WARN"] == counts["ERROR"] == counts["SKIP"] == 0, exported[2][-3000:]
    assert counts["PASS"] == counts["TOTAL"] > 300


def test_every_cell_is_the_same(exported):
    project, published, _ = exported
    with duckdb.connect() as connection:
        connection.execute(f"attach '{project / 'dbt.duckdb'}' as theirs (read_only)")
        connection.execute(f"attach '{published}' as ours (read_only)")
        relations = [row[0] for row in connection.execute("select relation from ours.meta.models").fetchall()]
        relations += [
            row[0]
            for row in connection.execute("select relation from ours.meta.steps where layer = 'seeds'").fetchall()
        ]
        assert len(relations) > 90
        assert [relation for relation in relations if differs(connection, relation)] == []


def differs(connection, relation):
    """Whether names, types, rows or how often a row comes differ."""
    forms = [connection.execute(f"describe {side}.{relation}").fetchall() for side in ("ours", "theirs")]
    query = "select count(*) from (from {}.{} except all from {}.{})"
    extra = [
        connection.execute(query.format(one, relation, other, relation)).fetchone()[0]
        for one, other in (("ours", "theirs"), ("theirs", "ours"))
    ]
    return forms[0] != forms[1] or any(extra)


def test_a_dbt_project_gives_here_what_it_gives_there(dbt, root, tmp_path):
    """The library of tests/dbt_project.py, built by dbt and, put into a study, by us."""
    theirs, ours = tmp_path / "library", small_project(tmp_path / "ours", root / "sql" / "macros")
    write_library(theirs)
    write_library(ours.study / "sql")
    profile = "library: {target: dev, outputs: {dev: {type: duckdb, path: dbt.duckdb, schema: main}}}\n"
    (theirs / "profiles.yml").write_text(profile, "utf-8")
    environment = os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    words = [dbt, "build", "--profiles-dir", ".", "--no-use-colors"]
    done = subprocess.run(words, cwd=theirs, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    published = build(ours.load(), ours.statistics).published
    with duckdb.connect() as connection:
        connection.execute(f"attach '{theirs / 'dbt.duckdb'}' as theirs (read_only); attach '{published}' as ours")
        for relation in ("staging.stg_loans", "staging.stg_readers", "marts.readers"):
            rows = [
                connection.execute(f"from {side} order by all").fetchall()
                for side in (f"ours.{relation}", f"theirs.main.{relation.partition('.')[2]}")
            ]
            assert rows[0] == rows[1] != []


def test_a_difference_of_one_cell_is_seen():
    with duckdb.connect() as connection:
        for side, value in (("ours", 1), ("theirs", 2)):
            connection.execute(f"attach ':memory:' as {side}; create table {side}.a as select {value} as x")
            connection.execute(f"create table {side}.b as select 1 as x")
        assert differs(connection, "a")
        assert not differs(connection, "b")
