"""meta.*: the warehouse describing itself. What was read, built, checked and found, when, and by which version of what.

It lies in the same file as the tables it tells of and is published with them, so the two cannot disagree.
"""

import json
from collections.abc import Mapping, Sequence

from warehouse.adapters import Engine, EngineError
from warehouse.building.plan import Built

Row = Mapping[str, object]

TABLES: Mapping[str, Mapping[str, str]] = {
    "runs": {
        "run_id": "bigint",
        "started_at_utc": "timestamp",
        "finished_at_utc": "timestamp",
        "selection": "varchar",
        "n_built": "bigint",
        "n_reused": "bigint",
        "n_rejected_rows": "bigint",
        "n_failed_analyses": "bigint",
        "cartwheel_version": "varchar",
        "python_version": "varchar",
        "packages": "varchar",
    },
    "steps": {
        "relation": "varchar",
        "layer": "varchar",
        "status": "varchar",
        "fingerprint": "varchar",
        "parts": "varchar",
        "checks": "varchar",
        "description": "varchar",
        "run_id": "bigint",
        "built_at_utc": "timestamp",
        "seconds": "double",
        "method_seconds": "double",
        "row_count": "bigint",
        "reason": "varchar",
    },
    "files": {
        "source": "varchar",
        "source_file": "varchar",
        "source_sheet": "varchar",
        "sha256": "varchar",
        "bytes": "bigint",
        "rows_read": "bigint",
        "rows_accepted": "bigint",
        "rows_rejected": "bigint",
        "rows_duplicated": "bigint",
        "rows_filtered": "bigint",
        "rows_merged": "bigint",
        "records": "bigint",
        "columns_unused": "varchar",
        "ids_trimmed": "bigint",
        "values_mapped": "bigint",
        "run_id": "bigint",
    },
    "changes": {
        "source": "varchar",
        "source_file": "varchar",
        "source_sheet": "varchar",
        "column_name": "varchar",
        "rule": "varchar",
        "declared": "varchar",
        "changed": "bigint",
        "run_id": "bigint",
    },
    "file_columns": {
        "source": "varchar",
        "source_file": "varchar",
        "source_sheet": "varchar",
        "column_name": "varchar",
        "source_column": "varchar",
        "column_number": "bigint",
        "run_id": "bigint",
    },
    "models": {
        "name": "varchar",
        "layer": "varchar",
        "relation": "varchar",
        "materialized": "varchar",
        "about": "varchar",
        "grain": "varchar",
        "reference": "varchar",
        "tags": "varchar",
        "path": "varchar",
        "analysis": "varchar",
        "settings": "varchar",
        "written_sql": "varchar",
        "compiled_sql": "varchar",
        "row_count": "bigint",
    },
    "columns": {
        "relation": "varchar",
        "column_name": "varchar",
        "column_order": "bigint",
        "data_type": "varchar",
        "unit": "varchar",
        "about": "varchar",
        "cdisc": "varchar",
    },
    "edges": {"parent": "varchar", "child": "varchar"},
    "checks": {
        "relation": "varchar",
        "check_name": "varchar",
        "column_name": "varchar",
        "status": "varchar",
        "severity": "varchar",
        "up_to": "bigint",
        "broken_rows": "bigint",
        "query": "varchar",
        "run_id": "bigint",
    },
    "examples": {
        "relation": "varchar",
        "title": "varchar",
        "about": "varchar",
        "path": "varchar",
        "line": "bigint",
        "settings": "varchar",
        "given": "varchar",
        "gives": "varchar",
    },
    "settings": {
        "name": "varchar",
        "value": "varchar",
        "default_value": "varchar",
        "is_changed": "boolean",
        "about": "varchar",
        "reference": "varchar",
    },
    "answers": {
        "suspicion": "varchar",
        "source": "varchar",
        "source_file": "varchar",
        "source_rows": "varchar",
        "narrowed_by": "varchar",
        "answer": "varchar",
        "corrected": "varchar",
        "because": "varchar",
    },
    "study": {"key": "varchar", "value": "varchar"},
    "store": {"relation": "varchar", "folder": "varchar"},
}

_IS_MINE = "table_catalog = current_database() and table_schema = 'meta'"


def read_built(engine: Engine) -> dict[str, Built]:
    """What the ledger of a warehouse says was built; nothing when it has no ledger we can read."""
    try:
        rows = engine.rows("select relation, fingerprint, parts, checks, description, status from meta.steps")
    except EngineError:
        return {}
    return {row[0]: Built(row[1], json.loads(row[2]), row[3], row[4], row[5]) for row in rows}


def read_table(engine: Engine, name: str) -> list[dict[str, object]]:
    """The rows of one table of the ledger, as they were; none when the table is not there or is of another form."""
    columns = list(TABLES[name])
    # Looked up first, because a statement that fails would end the transaction we may be in.
    found = engine.rows(
        f"select column_name from information_schema.columns where {_IS_MINE} and table_name = '{name}'"
    )
    if not {row[0] for row in found}.issuperset(columns):
        return []
    rows = engine.rows(f"select {', '.join(columns)} from meta.{name}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def write_table(engine: Engine, name: str, rows: Sequence[Row]) -> None:
    """Replace one table of the ledger."""
    engine.write(f"meta.{name}", TABLES[name], rows)
