"""meta.*: the warehouse describing itself. What was read, built, checked and found, when, and by which version of what.

It lies in the same file as the tables it tells of and is published with them, so the two cannot disagree. `runs` and
`run_steps` are only added to, and the runs form a chain (chain); the other tables tell how things stand.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from warehouse.adapters import Engine, EngineError, literal
from warehouse.adapters.words import named
from warehouse.errors import StudyError, UsageError, UserError
from warehouse.planning.plan import Built

Row = Mapping[str, object]

# table of the ledger -> its columns, in order
Forms = Mapping[str, Sequence[str]]

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
        "package_hashes": "varchar",
        "who": "varchar",
        "data_cut": "varchar",
        "inputs": "varchar",
        "code": "varchar",
        "steps": "varchar",
        "tables": "varchar",
        "faults": "varchar",
        "previous": "varchar",
        "hash": "varchar",
    },
    "run_steps": {
        "run_id": "bigint",
        "relation": "varchar",
        "action": "varchar",
        "status": "varchar",
        "reason": "varchar",
        "fingerprint": "varchar",
        "row_count": "bigint",
        "seconds": "double",
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


def read_built(engine: Engine) -> dict[str, Built]:
    """What the ledger of a warehouse says was built; nothing when it has no ledger we can read."""
    try:
        rows = engine.rows("select relation, fingerprint, parts, checks, description, status from meta.steps")
    except EngineError:
        return {}
    return {row[0]: Built(row[1], json.loads(row[2]), row[3], row[4], row[5]) for row in rows}


def read_table(engine: Engine, name: str) -> list[dict[str, object]]:
    """The rows of one table of the ledger, as they were; none when the table is not there or is of another form.

    Outside a transaction, which a statement that fails would end.
    """
    columns = list(TABLES[name])
    if not set(forms_of_published(engine, [name]).get(name, ())).issuperset(columns):
        return []
    rows = engine.rows(f"select {', '.join(columns)} from meta.{name}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def forms_of_published(engine: Engine, names: Iterable[str]) -> Forms:
    """The columns of some tables of the ledger, as they stand; nothing of one that is not there.

    Outside a transaction, which a statement that fails would end: to look up all there is takes longer than a plan.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        try:
            found[name] = list(engine.describe(f"select * from meta.{name}"))
        except EngineError:
            continue
    return found


def read_runs(engine: Engine, found: Forms) -> list[dict[str, object]]:
    """Every run, also those of an earlier version, which knew fewer columns.

    Raises StudyError for those of a later one: what would be left out of them breaks their chain, and what else became
    different is not known."""
    known = [name for name in TABLES["runs"] if name in found.get("runs", ())]
    rows = engine.rows(f"select {', '.join(known)} from meta.runs order by run_id") if "run_id" in known else []
    runs = [dict(zip(known, row, strict=True)) for row in rows]
    own = metadata.version("cartwheel")
    is_later = any(_release(str(run.get("cartwheel_version") or "")) > _release(own) for run in runs)
    if is_later or len(found.get("runs", ())) > len(known):
        what = f"A later version of Cartwheel than this one ({own}) built this warehouse, and it is left as it is"
        hint = (
            "go on with that version; or move warehouse.duckdb, warehouse.ledger and cuts away and build from nothing"
        )
        raise StudyError(what, "meta.runs", hint)
    return runs


def _release(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def carry_over(engine: Engine, published: Path, snapshots: Iterable[str] = ()) -> None:
    """Take what is only ever added to from a published file into a new one. StudyError if it cannot be opened."""
    if not published.exists():
        return
    try:
        engine.execute(f"attach {literal(str(published))} as published (read_only)")
    except EngineError as error:
        raise unopened(published, error) from error
    for relation in ("meta.runs", "meta.run_steps", *snapshots):
        schema, _, name = relation.partition(".")
        meant = f"table_schema = {literal(schema)} and table_name = {literal(name)} and table_type = 'BASE TABLE'"
        if engine.rows(f"select 1 from information_schema.tables where table_catalog = 'published' and {meant}"):
            engine.execute(f"create schema if not exists {schema}")
            engine.execute(f"create table {relation} as from published.{relation}")
    engine.execute("detach published")


def unopened(path: Path, error: EngineError) -> UserError:
    """Mostly another program has the file open for writing, which nobody can read meanwhile; no build does."""
    if "lock on file" in error.message:
        holder = re.search(r"PID \d+", error.message)
        who = f"Another program ({holder[0]})" if holder else "Another program"
        return UsageError(f"{who} has the warehouse open to write into it", str(path), "close that program first")
    hint = "close the program that has it open; one that is damaged can be moved away, with all it knew of earlier runs"
    return StudyError(f"{path.name} cannot be opened: {error.message}", str(path), hint)


def hashes(engine: Engine, found: Forms) -> dict[str, str]:
    """The hash of each table of the ledger that tells how things stand: of all rows, in any order."""
    states = [name for name in TABLES if name in found and name not in ("runs", "run_steps")]
    lines = {name: f"select {_row_text(found[name])} as line from meta.{name}" for name in states}
    each = [f"(select coalesce({_HASH}, 'empty') from ({lines[name]}))" for name in states]
    return dict(zip(states, engine.rows(f"select {', '.join(each)}")[0], strict=True)) if states else {}


def hashes_of_snapshots(engine: Engine, relations: Iterable[str]) -> dict[str, str]:
    """The hash of each of these tables that stands. They tell of earlier data cuts, and cannot be made again."""
    query = (
        "select table_schema || '.' || table_name, list(column_name order by ordinal_position)"
        " from information_schema.columns where table_catalog = current_database() group by all order by all"
    )
    wanted = set(relations)
    found = {name: columns for name, columns in engine.rows(query) if name in wanted} if wanted else {}
    lines = {name: f"select {_row_text(columns)} as line from {name}" for name, columns in found.items()}
    return {
        name: str(engine.rows(f"select coalesce({_HASH}, 'empty') from ({each})")[0][0]) for name, each in lines.items()
    }


def hashes_of_steps(engine: Engine, found: Forms, run: int | None = None) -> dict[int, str]:
    """The hash of what each run did, or one."""
    if "run_id" not in found.get("run_steps", ()):
        return {}
    lines = f"select run_id, {_row_text(found['run_steps'])} as line from meta.run_steps"
    lines += "" if run is None else f" where run_id = {run}"
    return dict(engine.rows(f"select run_id, {_HASH} from ({lines}) group by run_id"))


_HASH = "sha256(string_agg(line, chr(10) order by line))"


def _row_text(columns: Sequence[str]) -> str:
    return f"cast(to_json([{', '.join(f'cast({named(column)} as varchar)' for column in columns)}]) as varchar)"
