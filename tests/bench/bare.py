"""What a build costs without us: the compiled SQL of a built warehouse, in order, in one bare DuckDB process.

Prints the seconds the warehouse's own build recorded for its models, checks included and methods of statistics left
out, then the seconds taken here. What ingestion and statistics made is copied in first, untimed: it is the input of
the SQL.
"""

import sys
import time
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

MODELS = """
    select relation, materialized, compiled_sql, coalesce(seconds - method_seconds, 0)
    from built.meta.models left join built.meta.steps using (relation)
    where relation in (select table_schema || '.' || table_name from information_schema.tables)
"""
EDGES = "select child, parent from built.meta.edges"
GIVEN = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_catalog = 'built' and table_schema in ('raw', 'seeds', 'results')
        and table_schema || '.' || table_name not in (select relation from built.meta.models)
"""


@dataclass(frozen=True)
class Step:
    relation: str
    materialized: str
    sql: str
    seconds: float


def in_order(connection):
    """The models of the warehouse, each after what it reads."""
    steps = {row[0]: Step(*row) for row in connection.execute(MODELS).fetchall()}
    parents = {relation: set() for relation in steps}
    for child, parent in connection.execute(EDGES).fetchall():
        if child in parents:
            parents[child].add(parent)
    return [steps[relation] for relation in TopologicalSorter(parents).static_order() if relation in steps]


def attached(published, bare):
    bare.unlink(missing_ok=True)
    connection = duckdb.connect()
    connection.execute(f"attach '{bare}' as bare (storage_version 'v1.2.0', block_size 16384)")
    connection.execute(f"attach '{published}' as built (read_only)")
    connection.execute("use bare")
    return connection


def prepare(connection, steps):
    """Schemas, and the tables that no SQL of ours makes."""
    given = [row[0] for row in connection.execute(GIVEN).fetchall()]
    for schema in {relation.split(".")[0] for relation in [*given, *(step.relation for step in steps)]}:
        connection.execute(f"create schema {schema}")
    for relation in given:
        connection.execute(f"create table {relation} as from built.{relation}")


def main(published, scratch):
    connection = attached(published, Path(scratch) / "bare.duckdb")
    steps = in_order(connection)
    prepare(connection, steps)
    began = time.perf_counter()
    for step in steps:
        connection.execute(f"create {step.materialized} {step.relation} as {step.sql}")
    connection.execute("checkpoint bare")
    print(sum(step.seconds for step in steps), time.perf_counter() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
