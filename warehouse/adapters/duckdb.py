"""DuckDB as the engine: the only module that knows it."""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.adapters import NO_LIMITS, EngineError, Limits, literal
from warehouse.adapters.words import quoted

VERSION = duckdb.__version__

# A format that DuckDB 1.2 and later read, DuckDB-WASM included; 2.0's own default is not.
STORAGE_VERSION = "v1.2.0"

# A block is the least that a table takes on disk. At DuckDB's own 256 KiB, 300 tables of one trial make a file of
# 79 MB, most of it empty, which every build copies; at 16 KiB it is 5 MB.
SMALL_BLOCK_BYTES = 16_384
LARGE_BLOCK_BYTES = 262_144

# Rows are written out by groups, and held in memory till then. At DuckDB's own 122,880 the threads have enough to share
# out; one thread has nothing to share, and a study of 60,000 measurements takes 5 MB less.
ROWS_OF_ONE_THREAD = 20_480

# A file is built beside the published one and thrown away if the build is killed, so a log to recover it from would
# only be every row written twice. What is built stays by `checkpoint`.
NO_LOG = "recovery_mode no_wal_writes"

# Several threads that fill a table leave groups of a few rows between those that are full, and a checkpoint would put
# them together by writing the whole table again: 600,000 rows of text took 1.4 s of processor time, and take 0.8.
NOT_TWICE = "set max_vacuum_tasks = 0"


class DuckDB:
    """An Engine over one DuckDB connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def execute(self, sql: str) -> None:
        self._run(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._run(sql).fetchall()

    def frame(self, sql: str) -> Any:
        return self._run(sql).df()

    def answer(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of a query."""
        result = self._run(sql)
        return [column[0] for column in result.description or []], result.fetchall()

    def describe(self, sql: str) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self.rows(f"describe {sql}")}

    def write(self, table: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> None:
        if not rows:
            declared = ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in columns.items())
            self.execute(f"create or replace table {table} ({declared})")
            return
        # A list for each column in one statement: many times as quick as the rows as literals.
        lists = [f"unnest(cast(? as {sql_type}[])) as {quoted(name)}" for name, sql_type in columns.items()]
        values = [[_absent_as_none(row.get(name)) for row in rows] for name in columns]
        self._run(f"create or replace table {table} as select {', '.join(lists)}", values)

    def checkpoint(self) -> None:
        self.execute("checkpoint")

    def close(self) -> None:
        self.connection.close()

    def _run(self, sql: str, values: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql, values) if values else self.connection.execute(sql)
        except duckdb.Error as error:
            raise engine_error(error) from error


def open_memory(limits: Limits = NO_LIMITS) -> DuckDB:
    """A database that leaves nothing behind.

    It draws no bar: after two seconds DuckDB draws one on stdout, terminal or not.
    """
    engine = DuckDB(duckdb.connect(config=limits.config()))
    # Only both together, in this order, keep it quiet: with the first off, the second is not heeded.
    engine.execute("set enable_progress_bar = true")
    engine.execute("set enable_progress_bar_print = false")
    return engine


def open_new(path: Path, *, large: bool, limits: Limits = NO_LIMITS) -> DuckDB:
    """An empty database file in the portable format, ready to build in. The file must not exist."""
    block_bytes = LARGE_BLOCK_BYTES if large else SMALL_BLOCK_BYTES
    options = f"storage_version '{STORAGE_VERSION}', block_size {block_bytes}, {NO_LOG}"
    if limits.threads == 1:
        options += f", row_group_size {ROWS_OF_ONE_THREAD}"
    attached = f"attach {literal(str(path))} as warehouse ({options})"
    return _opened(limits, attached, "use warehouse", NOT_TWICE)


def open_existing(path: Path, limits: Limits = NO_LIMITS, *, deletes: bool = True) -> DuckDB:
    """A database file to go on building in. `deletes` is whether rows will be taken out of tables that stay."""
    attached = f"attach {literal(str(path))} as warehouse ({NO_LOG})"
    return _opened(limits, *([] if deletes else [NOT_TWICE]), attached, "use warehouse")


def _opened(limits: Limits, *statements: str) -> DuckDB:
    """A database in which these statements were run. Where one is refused, nothing stays open."""
    engine = open_memory(limits)
    try:
        for statement in statements:
            engine.execute(statement)
    except EngineError:
        engine.close()
        raise
    return engine


def without_holes(path: Path, dense: Path, limits: Limits = NO_LIMITS) -> bool:
    """Write a closed database file anew, as `dense`, if most of it is what dropped tables left: none shrinks by itself.

    Returns whether it did.
    """
    engine = open_memory(limits)
    try:
        engine.execute(f"attach {literal(str(path))} as warehouse (read_only)")
        sizes = "select block_size, total_blocks, free_blocks from pragma_database_size()"
        block_bytes, total, free = engine.rows(f"{sizes} where database_name = 'warehouse'")[0]
        if 2 * free <= total:
            return False
        options = f"storage_version '{STORAGE_VERSION}', block_size {block_bytes}, {NO_LOG}"
        engine.execute(f"attach {literal(str(dense))} as dense ({options})")
        engine.execute("copy from database warehouse to dense")
        engine.execute("checkpoint dense")
    finally:
        engine.close()
    return True


def open_trial() -> DuckDB:
    """A database in memory to try statements in. On empty tables threads and clever plans cost more than they save."""
    engine = open_memory(Limits(threads=1))
    engine.execute("pragma disable_optimizer")
    return engine


def open_pair(before: Path, after: Path) -> DuckDB:
    """Two database files side by side, neither to be written to."""
    sides = (("before", before), ("after", after))
    return _opened(NO_LIMITS, *(f"attach {literal(str(path))} as {name} (read_only)" for name, path in sides))


def derive(source: Path, target: Path, statements: Sequence[str]) -> None:
    """Make a new database file by statements that read one (its tables by their own names) and write `target`."""
    engine = open_memory()
    try:
        engine.execute(f"attach {literal(str(source))} as source (read_only)")
        options = f"storage_version '{STORAGE_VERSION}', block_size {SMALL_BLOCK_BYTES}"
        engine.execute(f"attach {literal(str(target))} as target ({options})")
        engine.execute("use source")
        for statement in statements:
            engine.execute(statement)
        engine.execute("checkpoint target")
    finally:
        engine.close()


# What DuckDB says of these can hold the value it stumbled over, and a patient's value belongs in no message.
_QUOTES_DATA = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.ConstraintException)
_LEFT_OUT = "(the database's own words may quote data and are left out)"
_QUOTE = re.compile("[\"'\n]")


def _absent_as_none(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def engine_error(error: duckdb.Error) -> EngineError:
    text = str(error)
    found = re.search(r"^LINE (\d+):", text, flags=re.MULTILINE)
    message = " ".join(re.split(r"\n\s*\nLINE |\nLINE |\n\s*Candidate functions:", text)[0].split())
    if isinstance(error, _QUOTES_DATA):
        message = f"{message.partition(':')[0]} {_LEFT_OUT}"
    elif isinstance(error, duckdb.InvalidInputException) and _QUOTE.search(text):
        message = f"{_QUOTE.split(text)[0].strip()} {_LEFT_OUT}"
    return EngineError(message, int(found.group(1)) if found else None, *_underlined(text))


def _underlined(text: str) -> tuple[int | None, str | None]:
    """Where on its line, and at which word, the database put its mark. It shows a long line only in part."""
    found = re.search(r"^(LINE \d+: )(.*)\n( *)\^", text, flags=re.MULTILINE)
    if found is None:
        return None, None
    start, shown = len(found.group(3)) - len(found.group(1)), found.group(2)
    word = re.match(r"\w+", shown[start:])
    return None if shown.startswith("...") else start + 1, word.group(0) if word else None
