"""The published file opens in DuckDB 1.2.0, the first client of its storage version, and holds the same rows there.

Who receives a warehouse has the client they have. The old client is installed apart by `make test`, pinned and hashed.
"""

import os
import subprocess
import sys

import pytest

# Every relation with a hash of its rows in a fixed order, as Python sees the values.
CONTENTS = """
import hashlib, sys
import duckdb

print(duckdb.__version__)
connection = duckdb.connect(sys.argv[1], read_only=True)
relations = "select table_schema, table_name from information_schema.tables order by all"
for schema, name in connection.execute(relations).fetchall():
    rows = sorted(map(repr, connection.execute(f'select * from "{schema}"."{name}"').fetchall()))
    print(f"{schema}.{name}", len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest())
"""


def contents(published, library=None):
    environment = os.environ | ({"PYTHONPATH": str(library)} if library else {})
    done = subprocess.run(
        [sys.executable, "-c", CONTENTS, str(published)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, *relations = done.stdout.splitlines()
    return version, relations


@pytest.mark.slow
def test_an_old_client_reads_the_same_rows(built_study, root):
    old_client = root / "build" / "duckdb-old"
    if not old_client.is_dir():
        pytest.skip("the old client is not installed: run `make test`")
    old_version, old = contents(built_study.published, old_client)
    new_version, new = contents(built_study.published)
    assert old_version == "1.2.0" != new_version
    assert {"raw.subjects", "marts.cohort", "results.estimates", "meta.models"} <= {line.split()[0] for line in new}
    assert old == new
