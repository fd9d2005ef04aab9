"""The forty models and their tests in one bare DuckDB process: the limit. Given by tests/bench/engines.py.

With a fourth word the SQL is parsed before it is run, by sqlglot, and nothing is done with what was parsed: the limit of
whatever is written in Python and looks at SQL first.
"""

import json
import sys
from pathlib import Path

plan, database, what, *parser = json.loads(Path(sys.argv[1]).read_text("utf-8")), *sys.argv[2:]
meant = {
    "build": plan["models"],
    "parse": plan["models"],
    "leaf": [m for m in plan["models"] if m["name"] == "rpt_quality"],
}
models = meant.get(what, [])
if parser:
    import sqlglot

    for model in models:
        sqlglot.parse_one(model["sql"], dialect="duckdb")
if what != "parse":
    import duckdb

    connection = duckdb.connect(database)
    for model in models:
        connection.execute(f"create or replace {model['kind']} {model['name']} as {model['sql']}")
    for test in plan["tests"] if what == "build" else ():
        assert connection.execute(f"select count(*) from ({test['sql']})").fetchone()[0] == 0
