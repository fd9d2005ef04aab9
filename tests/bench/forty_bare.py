"""The forty models and their tests in one bare DuckDB process: the limit. Given by tests/bench/engines.py."""

import json
import sys
from pathlib import Path

import duckdb

plan, database, what = json.loads(Path(sys.argv[1]).read_text("utf-8")), sys.argv[2], sys.argv[3]
connection = duckdb.connect(database)
leaf = what == "leaf"
for model in plan["models"] if what in ("build", "leaf") else ():
    if not leaf or model["name"] == "rpt_quality":
        connection.execute(f"create or replace {model['kind']} {model['name']} as {model['sql']}")
for test in plan["tests"] if what == "build" else ():
    assert connection.execute(f"select count(*) from ({test['sql']})").fetchone()[0] == 0
