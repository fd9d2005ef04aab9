"""DuckDB as an analyst meets it: one published file, and by construction nothing else in reach.

Three layers, each enough for most attempts alone: the file is attached read-only; the database has no file system, no
network and no way to change its own settings; and only statements that ask are taken at all.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.adapters import EngineError, LimitError, NotAQuestionError, literal
from warehouse.adapters.duckdb import DuckDB, engine_error, open_memory

# Where a table named without its schema is looked for.
SEARCH_PATH = ("disclosed", "marts", "results", "report", "analyses", "intermediate", "staging", "seeds", "raw", "meta")

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "extension_directory": "nowhere",
    "max_temp_directory_size": "0B",
    "python_enable_replacements": False,
    "secret_directory": "nowhere",
    "temp_directory": "",
}
# In this order, once the file is open. Without external access alone, DuckDB still allows the attached file, its
# write-ahead log and its temporary folder: enough to write a log that a later writer would replay, or to attach the
# file again for writing. Without a file system there is nothing left to allow.
LOCKS = (
    "set enable_progress_bar = true",
    "set enable_progress_bar_print = false",
    "set enable_external_access = false",
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
# A study built in groups has its larger tables in folders of Parquet files. DuckDB has no setting for folders that may
# be read and not written: there, and beside the database file, only the choice of questions keeps files as they are.
LOCKS_WITH_STORE = tuple(lock for lock in LOCKS if "disabled_filesystems" not in lock)

Connection = duckdb.DuckDBPyConnection

ROWS_PER_BATCH = 2_000

# A PIVOT that finds its own columns is several statements to DuckDB and one to whoever wrote it.
_ASKS = ("SELECT", "MULTI")
# What a plan has where files would be written: `with x as (copy ...) select 1` is a select to DuckDB. The function runs
# a query of which the plan tells nothing.
_WRITES = re.compile(r'"name": "(?:[A-Z_]*COPY|JSON_EXECUTE_SERIALIZED_SQL)')
_EXPLAIN = re.compile(r"^\s*explain(\s+analyze)?(\s*\([^)]*\))?\s", re.IGNORECASE)


@dataclass(frozen=True)
class Rows:
    """The answer to a question as it comes: column names, their SQL types, and rows in batches, once."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[list[tuple[Any, ...]]]


class Reader(DuckDB):
    """An Engine that answers questions, one statement at a time."""

    # Why whatever is being asked has to stop, once it has: "time" is up, or it was "cancelled".
    _stopped_for: str | None = None
    # Another database that reads this one's answer, and stops with it.
    follower: duckdb.DuckDBPyConnection | None = None
    # Whether tables are in folders beside the database, which a statement could then also write to.
    has_store: bool = False

    def ask(self, sql: str, parameters: Mapping[str, object] | None = None) -> Rows:
        """Start answering. Raises NotAQuestionError for what is not one query, EngineError when there is no answer."""
        with self._in_words():
            question = self.question(sql, dict(parameters) if parameters else None)
            result = self.connection.execute(question, dict(parameters) if parameters else None)
        about = result.description or []
        names, types = tuple(str(each[0]) for each in about), tuple(str(each[1]) for each in about)
        if "TIMESTAMP WITH TIME ZONE" in types:
            column = names[types.index("TIMESTAMP WITH TIME ZONE")]
            raise EngineError(f"{column} is a time with a time zone; write it as a time: {column}::timestamp")
        return Rows(names, types, self._batches())

    def parameters(self, sql: str) -> set[str]:
        """The names of `$name` in a query."""
        return set(self._question(sql).named_parameters)

    @contextmanager
    def streamed(self, sql: str, parameters: Mapping[str, object] | None = None) -> Iterator["_Stream"]:
        """The answer as an Arrow stream, to be read inside; checked like any question."""
        with self._in_words():
            question = self.question(sql, dict(parameters) if parameters else None)
            relation = self.connection.sql(question.query, params=dict(parameters) if parameters else None)
            if relation is None:
                raise NotAQuestionError("This query has no rows to write")
            yield _Stream(relation)

    def reason_of(self, error: duckdb.Error) -> EngineError:
        """Why a question broke off, in words."""
        if self._stopped_for is not None:
            return LimitError(self._stopped_for)
        if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in str(error):
            return LimitError("memory")
        return engine_error(error)

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """Stop whatever is asked inside once so many seconds have passed; then LimitError is raised."""
        self._stopped_for, answered = None, threading.Event()
        if seconds is not None:
            threading.Thread(target=self._watch, args=(seconds, answered), daemon=True).start()
        try:
            yield
        finally:
            answered.set()

    def stop(self, reason: str = "cancelled") -> None:
        """Stop, from another thread, whatever is being asked."""
        self._stopped_for = reason
        self._interrupt()

    def progress(self) -> float:
        """How much of the question that is being answered is done, from 0 to 100; below 0 when nobody knows."""
        return float(self.connection.query_progress())

    def _watch(self, seconds: float, answered: threading.Event) -> None:
        if answered.wait(seconds):
            return
        self.stop("time")
        while not answered.wait(0.2):  # again, because a database that is just not computing does not notice
            self._interrupt()

    def _interrupt(self) -> None:
        self.connection.interrupt()
        if self.follower is not None:
            self.follower.interrupt()

    def _batches(self) -> Iterator[list[tuple[Any, ...]]]:
        while True:
            with self._in_words():
                batch = self.connection.fetchmany(ROWS_PER_BATCH)
            if self._stopped_for is not None:
                raise LimitError(self._stopped_for)
            if not batch:
                return
            yield batch

    def question(self, sql: str, parameters: object = None) -> duckdb.Statement:
        """The one statement of a text, if it asks and would write nothing. Raises NotAQuestionError, EngineError."""
        statement = self._question(sql)
        if self.has_store:
            self._refuse_writing(statement, parameters)
        return statement

    def _refuse_writing(self, statement: duckdb.Statement, parameters: object) -> None:
        """The plan says what a statement would do; several in one have no plan before the first of them has run."""
        if _kind(statement) == "MULTI":
            raise NotAQuestionError("A pivot over a study with a store must name its columns: pivot ... on x in (1, 2)")
        asked = _EXPLAIN.sub("", statement.query)
        plan = self.connection.execute(f"explain (format json) {asked}", parameters).fetchall()
        if _WRITES.search(str(plan[0][-1])):
            what = "A copy inside a query, or a query in JSON, is not a question"
            raise NotAQuestionError(f"{what}: this connection reads, and does nothing else")

    def _question(self, sql: str) -> duckdb.Statement:
        """The one statement of a text, if it asks."""
        statements = self._statements(sql)
        if not statements:
            raise NotAQuestionError("There is no query in this text")
        if len(statements) > 1:
            raise NotAQuestionError(f"One query at a time, and these are {len(statements)}")
        statement = statements[0]
        kind = _kind(statement)
        explained = _EXPLAIN.sub("", statement.query) if kind == "EXPLAIN" else None
        if explained is not None and explained != statement.query:
            self._question(explained)
        elif kind not in _ASKS:
            raise NotAQuestionError(f"{kind} is not a question: this connection reads, and does nothing else")
        return statement

    def _statements(self, sql: str) -> list[duckdb.Statement]:
        try:
            return self.connection.extract_statements(sql)
        except duckdb.Error as error:
            raise engine_error(error) from error

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except MemoryError as error:
            raise LimitError("memory") from error
        except duckdb.Error as error:
            raise self.reason_of(error) from error


def open_reader(path: Path, memory_limit: str | None = None) -> Reader:
    """The published database, read-only and shut in. Every call opens the file anew, whoever else has it open."""
    config = CONFIG if memory_limit is None else CONFIG | {"memory_limit": memory_limit}
    try:
        # Opened by attaching: a connection to the path itself would be shared with, and configured by, an earlier one
        # of this process, which may hold a file that has since been replaced.
        connection = duckdb.connect(config=config)
    except duckdb.Error as error:
        raise engine_error(error) from error
    reader = Reader(connection)
    try:
        reader.has_store = _shut_in(connection, path)
    except duckdb.Error as error:
        reader.close()
        raise engine_error(error) from error
    return reader


def _shut_in(connection: Connection, path: Path) -> bool:
    """Attach the file, and nothing else from then on. Whether tables of it are in a store."""
    connection.execute(f"attach {literal(str(path))} as warehouse (read_only)")
    connection.execute("use warehouse")
    connection.execute("detach memory")
    connection.execute(f"set search_path = {literal(_search_path(connection))}")
    folders = _store_folders(connection)
    if folders:
        connection.execute(f"set allowed_directories = [{', '.join(map(literal, folders))}]")
    for lock in LOCKS_WITH_STORE if folders else LOCKS:
        connection.execute(lock)
    return bool(folders)


def _store_folders(connection: Connection) -> list[str]:
    """The folders that hold tables of this file, by its ledger; none where the ledger has no such table."""
    # Asking for it is quicker than a list of a thousand tables to look it up in.
    try:
        found = connection.execute("select folder from warehouse.meta.store order by 1").fetchall()
    except duckdb.CatalogException:
        return []
    return [str(row[0]) for row in found]


def _search_path(connection: Connection) -> str:
    found = connection.execute("select schema_name from duckdb_schemas() where database_name = 'warehouse'").fetchall()
    present = {str(row[0]) for row in found}
    return ",".join([*(schema for schema in SEARCH_PATH if schema in present), "main"])


def _kind(statement: duckdb.Statement) -> str:
    try:
        return statement.type.name
    except ValueError:  # newer than the names the Python side of DuckDB has
        return "This"


@dataclass(frozen=True)
class _Stream:
    """An answer as an Arrow stream and nothing more, so that another database reads it without knowing its own."""

    relation: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.relation.__arrow_c_stream__(requested_schema)


def unfinished(path: Path) -> Path:
    """Where the file of an answer is while it is not whole."""
    return path.with_name(path.name + ".part")


def write_parquet(reader: Reader, sql: str, parameters: Mapping[str, object] | None, path: Path) -> int:
    """Write an answer as a Parquet file beside its name, then rename: a second database writes what the first reads."""
    part = unfinished(path)
    with open_memory().connection as writer, reader.streamed(sql, parameters) as stream:
        reader.follower = writer
        try:
            writer.register("answer", stream)
            count = writer.execute(f"copy answer to {literal(str(part))} (format parquet)").fetchone()
            part.replace(path)
        except duckdb.Error as error:
            raise reader.reason_of(error) from error
        finally:
            reader.follower = None
            part.unlink(missing_ok=True)
    return int(count[0]) if count else 0
