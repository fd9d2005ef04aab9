"""A published warehouse -> a database of its disclosed tables, which can give nothing else."""

import hashlib
import tempfile
from collections.abc import Iterable, Set
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from warehouse.adapters import EngineError, literal
from warehouse.adapters.duckdb import derive
from warehouse.adapters.reader import Reader, open_reader
from warehouse.disclosing.control import controlled
from warehouse.disclosing.naming import LEFT_OUT, SQL_LEFT_OUT, names_a_subject, subjects_of, unnamed
from warehouse.disclosing.table import COUNT, FOLDER, SUPPRESSED, DisclosedTable, load_tables
from warehouse.disclosure import Disclosure
from warehouse.models.project import sql_folders

HIDDEN = "Whether the row is hidden: a count is small, of this row or of one that completes it to a whole"


def write_release(published: Path, target: Path, tables: Iterable[DisclosedTable], rule: Disclosure) -> None:
    """Write the disclosed tables, and what says of them what they are, into a new file."""
    with closing(open_reader(published)) as whole:
        subjects = subjects_of(whole)
    derive(published, target, _statements(tuple(tables), rule, subjects))


def in_words(table: DisclosedTable, subjects: Set[str]) -> DisclosedTable:
    """A disclosed table as it is told of, not as it is computed: without words that name a subject."""
    return replace(
        table,
        about=unnamed(table.about, subjects),
        columns=tuple(replace(column, about=unnamed(column.about, subjects)) for column in table.columns),
        sql=f"-- {SQL_LEFT_OUT}" if names_a_subject(table.sql, subjects) else table.sql,
    )


def open_release(folder: Path, published: Path, rule: Disclosure, memory_limit: str | None = None) -> Reader:
    """A reader of a study's disclosed tables alone: the rows they were counted from are in no file that it has open.

    They are counted once for each published warehouse and kept in the study; where that cannot be written, each time.
    """
    tables = load_tables(sql_folders(folder))
    kept = folder / ".cartwheel" / f"disclosed-{_key(published, tables, rule)}.duckdb"
    try:
        if not kept.exists():
            _keep(published, kept, tables, rule)
        return open_reader(kept, memory_limit)
    except (OSError, EngineError):  # a folder that cannot be written to, or one who publishes has just removed it
        with tempfile.TemporaryDirectory() as elsewhere:
            path = Path(elsewhere) / "warehouse.duckdb"
            write_release(published, path, tables, rule)
            return open_reader(path, memory_limit)


def _key(published: Path, tables: Iterable[DisclosedTable], rule: Disclosure) -> str:
    found = published.stat()
    parts = [str(found.st_ino), str(found.st_mtime_ns), LEFT_OUT, *_statements(tuple(tables), rule, frozenset())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _keep(published: Path, kept: Path, tables: Iterable[DisclosedTable], rule: Disclosure) -> None:
    """Write beside, then rename: several who ask at once each write their own, and all are the same."""
    kept.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        write_release(published, Path(folder) / "new.duckdb", tables, rule)
        for old in kept.parent.glob("disclosed-*.duckdb"):
            old.unlink(missing_ok=True)
        (Path(folder) / "new.duckdb").replace(kept)


def _statements(tables: tuple[DisclosedTable, ...], rule: Disclosure, subjects: Set[str]) -> list[str]:
    return [*_described(tables, rule, subjects), *(_created(table, rule) for table in tables)]


def _created(table: DisclosedTable, rule: Disclosure) -> str:
    return f"create table target.{table.relation} as {controlled(table, rule)}"


def _described(tables: tuple[DisclosedTable, ...], rule: Disclosure, subjects: Set[str]) -> list[str]:
    about = {
        "smallest_count": rule.smallest_count,
        "round_to": rule.round_to,
        "digits": rule.digits,
    }
    models = [_model(table, rule, subjects) for table in tables]
    columns = _columns(in_words(table, subjects) for table in tables)
    facts = ", ".join(f"({literal(name)}, {literal(str(value))})" for name, value in about.items())
    return [
        f"create schema target.{FOLDER}",
        "create schema target.meta",
        f"create table target.meta.study as select key, value from meta.study union all values {facts}",
        f"create table target.meta.models as {_rows(_MODEL_COLUMNS, models)}",
        f"create table target.meta.columns as {_rows(_COLUMN_COLUMNS, columns)}",
    ]


_MODEL_COLUMNS = "name, layer, relation, about, grain, written_sql, compiled_sql, row_count"
_COLUMN_COLUMNS = "relation, column_name, column_order, unit, about"


def _model(table: DisclosedTable, rule: Disclosure, subjects: Set[str]) -> str:
    told = in_words(table, subjects)
    as_run = controlled(table, rule) if told.sql == table.sql else told.sql
    words = [table.name, FOLDER, table.relation, told.about, ", ".join(table.grain), told.sql, as_run]
    return f"({', '.join(map(literal, words))}, null::bigint)"


def _columns(tables: Iterable[DisclosedTable]) -> list[str]:
    found = []
    for table in tables:
        for number, column in enumerate(table.columns, 1):
            unit = "1" if column.kind == COUNT and column.unit is None else column.unit
            found.append((table.relation, column.name, number, unit, column.about))
        found.append((table.relation, SUPPRESSED, len(table.columns) + 1, None, HIDDEN))
    return [
        f"({literal(relation)}, {literal(name)}, {number}, {literal(unit) if unit else 'null'}, {literal(about)})"
        for relation, name, number, unit, about in found
    ]


def _rows(columns: str, rows: list[str]) -> str:
    return f"select * from (values {', '.join(rows)}) as described ({columns})"
