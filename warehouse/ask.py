"""A question to a published warehouse, over a connection that can do nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from warehouse.adapters import Engine, EngineError, LimitError, NotAQuestionError, literal
from warehouse.adapters.asking import AskingConnection
from warehouse.adapters.reader import Connection, Reader, open_reader, write_parquet
from warehouse.building.publish import Files
from warehouse.disclosure import STUDY_FILE, disclosure_of
from warehouse.errors import StudyError, UsageError, UserError, nearest
from warehouse.ledger.tables import unopened

DEFAULT_SECONDS = 120.0
DEFAULT_MEMORY = "4GB"

_MISSING_COLUMN = re.compile(r'(?:Referenced column|does not have a column named) "([^"]+)"')
_MISSING_TABLE = re.compile(r'Table with name "?([\w.]+?)"? does not exist')
_CONTROLLED = "the study is under disclosure control, and these tables are all there is to ask: "
_THERE_IS = 'cartwheel query "select relation, column_name, about from meta.columns" lists what there is'
# What to try, by the kind of error as the database names it.
_HINTS = {
    "Conversion Error": "a value is of another type than what it is compared with or cast to: "
    "describe TABLE tells the types",
    "Parser Error": "look at the word it stops at; a query begins with select, with, from, describe or summarize",
    "Permission Error": "a file is no table: a source of study.yml reads it, and a build makes tables of it; "
    + _THERE_IS,
}


@dataclass(frozen=True)
class Limits:
    """What one question may take. None is no limit of ours."""

    seconds: float | None = DEFAULT_SECONDS
    memory: str | None = DEFAULT_MEMORY


NO_LIMITS = Limits(seconds=None, memory=None)


@dataclass(frozen=True)
class Answer:
    """The columns of an answer, their SQL types, and its rows: once, as they come."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Tables:
    """Read-only access by table or query, as data frames."""

    engine: Engine

    def frame(self, query: str) -> Any:
        """A pandas DataFrame of a table (`report.rpt_estimates`) or of a query."""
        return self.engine.frame(query if " " in query.strip() else f"select * from {query}")


@dataclass(frozen=True)
class Desk:
    """An open warehouse and how long a question to it may take. Errors are UsageErrors with a next step."""

    reader: Reader
    limits: Limits

    @contextmanager
    def asked(self, sql: str, parameters: Mapping[str, object] | None = None) -> Iterator[Answer]:
        """The answer to one query, to be read inside; the time limit holds until its last row."""
        with self._in_words(), self.reader.within(self.limits.seconds):
            self._check_parameters(sql, parameters or {})
            found = self.reader.ask(sql, parameters)
            yield Answer(found.columns, found.types, (row for batch in found.batches for row in batch))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """The limits of a question, for several that are asked of the reader one after the other."""
        with self._in_words(), self.reader.within(self.limits.seconds):
            yield

    def explain(self, sql: str, parameters: Mapping[str, object] | None = None) -> str:
        """How the query would be answered, as a drawing of its steps."""
        with self._in_words():
            self._check_parameters(sql, parameters or {})
        with self.asked(f"explain {sql}", parameters) as answer:
            return "\n".join(str(row[-1]) for row in answer.rows).rstrip()

    def write_parquet(self, sql: str, path: Path, parameters: Mapping[str, object] | None = None) -> int:
        """Write the answer as a Parquet file, types kept; returns the number of rows."""
        with self._in_words(), self.reader.within(self.limits.seconds):
            self._check_parameters(sql, parameters or {})
            return write_parquet(self.reader, sql, parameters, path)

    def names(self) -> dict[str, list[str]]:
        """Every table of the warehouse (`schema.table`) and its columns."""
        found: dict[str, list[str]] = {}
        for relation, column in self.reader.rows(_COLUMNS):
            found.setdefault(str(relation), []).append(str(column))
        return found

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except LimitError as error:
            raise _limit_error(error.message, self.limits) from error
        except NotAQuestionError as error:
            raise UsageError(error.message, hint="a single select, with, from, describe or summarize") from error
        except EngineError as error:
            raise UsageError(f"The query cannot be answered: {error.message}", hint=self._hint(error)) from error

    def _check_parameters(self, sql: str, given: Mapping[str, object]) -> None:
        wanted = self.reader.parameters(sql)
        for name in sorted(wanted - set(given)):
            raise UsageError(f"The query asks for ${name}", hint=f"--set {name}=value")
        for name in sorted(set(given) - wanted):
            known = f"it takes {', '.join(f'${each}' for each in sorted(wanted))}" if wanted else "it takes no values"
            raise UsageError(f"The query has no ${name}", hint=known)

    def _hint(self, error: EngineError) -> str:
        column, table = _MISSING_COLUMN.search(error.message), _MISSING_TABLE.search(error.message)
        names = self.names()
        if table is not None:
            return self._unbuilt(table[1], names) or _near_table(table[1], names) or _what_there_is(names)
        if column is not None:
            return _near_column(column[1], names, error.message) or _what_there_is(names)
        if "not found" in error.message or "does not exist" in error.message:
            return _what_there_is(names)
        meant = (hint for kind, hint in _HINTS.items() if error.message.startswith(kind))
        return next(meant, "cartwheel shell completes the names of tables and columns")

    def _unbuilt(self, table: str, names: Mapping[str, Sequence[str]]) -> str | None:
        """How to get a table of which the ledger knows a model, and the warehouse has nothing."""
        if "fingerprint" not in names.get("meta.steps", ()):  # what is disclosed was built
            return None
        name = table.rpartition(".")[2]
        found = self.reader.rows(f"select relation from meta.models where name = {literal(name)}")
        is_built = not found or found[0][0] in names
        return None if is_built else f"{found[0][0]} is not built yet: cartwheel build --select {name}"


def connect(study: str | Path, memory_limit: str | None = None) -> Connection | AskingConnection:
    """A DuckDB connection for a notebook: `connect("studies/zuma1").sql("from cohort").df()`, or `.pl()`, `.arrow()`.

    It reads the warehouse as it is published now and goes on reading that one when a new one is published; connect
    again for the new one. It cannot write to it, reach another file or the network, nor change its settings. Where
    tables of the study are in a store, it takes questions alone: `sql` and `execute`, `register` and what fetches rows.
    """
    reader = _open(Path(study), memory=memory_limit)
    return AskingConnection(reader) if reader.has_store else reader.connection


@contextmanager
def open_desk(folder: Path, limits: Limits, *, failed: bool = False) -> Iterator[Desk]:
    """A desk over the published warehouse of a study, or over its last build that failed a check."""
    reader = _open(folder, failed=failed, memory=limits.memory)
    try:
        yield Desk(reader, limits)
    finally:
        reader.close()


@contextmanager
def open_tables(folder: Path, memory: str | None = None) -> Iterator[Tables]:
    """All tables, rows of subjects among them, which a study under disclosure control does not give."""
    refuse_rows(folder)
    reader = _open(folder, memory=memory)
    try:
        yield Tables(reader)
    finally:
        reader.close()


def open_whole(folder: Path) -> Reader:
    """The published warehouse, whatever may be seen of it: for pages that tell of it without a row of a subject."""
    return _open(folder, is_controlled=False)


def file_to_open(folder: Path, *, failed: bool = False) -> Path:
    """The published warehouse, or the last build that failed a check. Raises StudyError, saying what to do first."""
    files = Files(folder)
    path = files.failed if failed else files.published
    if not path.exists():
        raise _nothing_to_open(folder, failed=failed)
    return path


def published_at(folder: Path) -> tuple[int, int] | None:
    """What tells one published warehouse from the next; nothing when there is none."""
    try:
        found = Files(folder).published.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def refuse_rows(folder: Path) -> None:
    """Raises StudyError where rows of subjects may not be seen."""
    if disclosure_of(folder) is not None:
        hint = "cartwheel query, serve, report, docs, export bundle and export site show what may be seen"
        raise StudyError("This shows subjects one by one, and the study is under disclosure control", STUDY_FILE, hint)


_COLUMNS = """
select schema_name || '.' || table_name, column_name
from duckdb_columns()
where database_name = 'warehouse'
order by schema_name, table_name, column_index
"""


def _open(folder: Path, *, failed: bool = False, memory: str | None = None, is_controlled: bool = True) -> Reader:
    path = file_to_open(folder, failed=failed)
    rule = disclosure_of(folder) if is_controlled else None
    try:
        if rule is not None:
            from warehouse.disclosing.release import open_release

            return open_release(folder, path, rule, memory)
        return open_reader(path, memory)
    except EngineError as error:
        raise unopened(path, error) from error


def _nothing_to_open(folder: Path, *, failed: bool) -> UserError:
    if not (folder / STUDY_FILE).exists():
        hint = f"--study DIR, a folder that holds a {STUDY_FILE}; cartwheel simulate DIR makes one to try"
        return StudyError("There is no study here", str(folder), hint)
    if failed:
        return StudyError("No failed build is kept", str(folder), "without --failed, what was published last is asked")
    return StudyError("Nothing has been built here yet", str(folder), f"cartwheel build --study {quote(str(folder))}")


def _limit_error(which: str, limits: Limits) -> UserError:
    if which == "cancelled":
        return UsageError("Cancelled")
    if which == "time":
        what = f"No answer within {limits.seconds:g} second{'' if limits.seconds == 1 else 's'}"
        return UsageError(what, hint="a narrower query, or more time: --time-limit 600")
    allowed = f" {limits.memory}" if limits.memory else ""
    return UsageError(f"The answer needs more memory than the{allowed} it may take", hint="--memory-limit 8GB")


def _what_there_is(names: Iterable[str]) -> str:
    disclosed = [each for each in names if each.startswith("disclosed.")]  # with them there is nothing else
    return _CONTROLLED + ", ".join(disclosed) if disclosed else _THERE_IS


def _near_table(name: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The table most like the one asked for: with its schema when that was written, else by its own name."""
    own = {relation.partition(".")[2]: relation for relation in names}
    match = nearest(name, names) or own.get(nearest(name.rpartition(".")[2], own) or "")
    return f"{match}, with columns {', '.join(names[match][:8])}" if match else None


def _near_column(name: str, names: Mapping[str, Sequence[str]], message: str) -> str | None:
    """The column most like the one asked for: among those the database offers, else in the whole warehouse."""
    offered = re.findall(r'"([^"]+)"', message.partition("Candidate bindings:")[2])
    match = nearest(name, offered)
    if match:
        return match
    everywhere = {column: relation for relation, columns in names.items() for column in columns}
    match = nearest(name, everywhere)
    homes = [relation for relation, columns in names.items() if match in columns]
    return f"{match}, a column of {', '.join(homes[:3])}" if match else None
