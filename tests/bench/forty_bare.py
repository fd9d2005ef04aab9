"""The forty models and their tests in one bare DuckDB process: the limit. Given by tests/bench/engines.py.

With a fourth word the SQL parser is loaded too, and used for nothing: the limit of whatever is written in Python and looks at
SQL before it runs it.
"""

import importlib
import json
import sys
from pathlib import Path

import duckdb

plan, database, what, *loads = json.loads(Path(sys.argv[1]).read_text("utf-8")), *sys.argv[2:]
for each in loads:
    importlib.import_module(each)
connection = duckdb.connect(database)
leaf = what == "leaf"
for model in plan["models"] if what in ("build", "leaf") else ():
    if not leaf or model["name"] == "rpt_quality":
        connection.execute(f"create or replace {model['kind']} {model['name']} as {model['sql']}")
for test in plan["tests"] if what == "build" else ():
    assert connection.execute(f"select count(*) from ({test['sql']})").fetchone()[0] == 0
