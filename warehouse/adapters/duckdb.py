"""DuckDB as the engine: the only module that knows it."""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.adapters import EngineError

# A format that DuckDB 1.2 and later read, DuckDB-WASM included; 2.0's own default is not.
STORAGE_VERSION = "v1.2.0"

# A block is the least that a table takes on disk. At DuckDB's own 256 KiB, 300 tables of one trial make a file of
# 79 MB, most of it empty, which every build copies; at 16 KiB it is 5 MB.
SMALL_BLOCK_BYTES = 16_384
LARGE_BLOCK_BYTES = 262_144


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
        declared = ", ".join(f"{_quoted(name)} {sql_type}" for name, sql_type in columns.items())
        self.execute(f"create or replace table {table} ({declared})")
        if len(rows) > _MOST_LITERAL_ROWS:
            self._insert_frame(table, columns, rows)
        elif rows:
            self.execute(f"insert into {table} values {', '.join(_row_literal(row, columns) for row in rows)}")

    def _insert_frame(self, table: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> None:
        import pandas

        # Columns of objects, because a whole number beside an absent one would otherwise become a double.
        values = {name: [_absent_as_none(row.get(name)) for row in rows] for name in columns}
        self.connection.register("incoming_rows", pandas.DataFrame(values, dtype=object))
        casts = ", ".join(f"cast({_quoted(name)} as {sql_type})" for name, sql_type in columns.items())
        self.execute(f"insert into {table} select {casts} from incoming_rows")
        self.connection.unregister("incoming_rows")

    def checkpoint(self) -> None:
        self.execute("checkpoint")

    def close(self) -> None:
        self.connection.close()

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql)
        except duckdb.Error as error:
            raise engine_error(error) from error


def open_new(path: Path, *, large: bool) -> DuckDB:
    """An empty database file in the portable format, ready to build in. The file must not exist."""
    connection = duckdb.connect()
    block_bytes = LARGE_BLOCK_BYTES if large else SMALL_BLOCK_BYTES
    options = f"storage_version '{STORAGE_VERSION}', block_size {block_bytes}"
    connection.execute(f"attach {literal(str(path))} as warehouse ({options})")
    connection.execute("use warehouse")
    return DuckDB(connection)


def open_existing(path: Path) -> DuckDB:
    """A database file to go on building in."""
    connection = duckdb.connect()
    connection.execute(f"attach {literal(str(path))} as warehouse")
    connection.execute("use warehouse")
    return DuckDB(connection)


def open_memory() -> DuckDB:
    """A database that leaves nothing behind."""
    return DuckDB(duckdb.connect())


# Few rows are quickest as text; for many, importing pandas pays.
_MOST_LITERAL_ROWS = 2_000

# What DuckDB says of these can hold the value it stumbled over, and a patient's value belongs in no message.
_QUOTES_DATA = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.ConstraintException)
_LEFT_OUT = "(the database's own words may quote data and are left out)"
_QUOTE = re.compile("[\"'\n]")


def _row_literal(row: Mapping[str, object], columns: Mapping[str, str]) -> str:
    return f"({', '.join(literal(row.get(name)) for name in columns)})"


def literal(value: object) -> str:
    """A value as SQL text. Literals rather than parameters: binding costs an import that small builds would feel."""
    if _absent_as_none(value) is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and math.isfinite(value):
        return repr(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


def _absent_as_none(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


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
