"""A question to a published warehouse, over a connection that can do nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.duckdb import DuckDB, open_reader
from warehouse.errors import StudyError, UsageError
from warehouse.publish import Files


@dataclass(frozen=True)
class Answer:
    """The columns and rows of a query; `text` draws them as a table of at most so many characters a line."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Tables:
    """Read-only access by table or query, as data frames."""

    engine: Engine

    def frame(self, query: str) -> Any:
        """A pandas DataFrame of a table (`report.rpt_estimates`) or of a query."""
        return self.engine.frame(query if " " in query.strip() else f"select * from {query}")


def ask(folder: Path, sql: str, *, failed: bool = False) -> Answer:
    """The answer to one query. Raises UsageError with the database's words when it cannot be answered."""
    with _reader(folder, failed=failed) as engine:
        try:
            columns, rows = engine.answer(sql)
        except EngineError as error:
            raise UsageError(f"The query cannot be answered: {error.message}", hint=_hint(error)) from error
        return Answer(tuple(columns), rows)


@contextmanager
def open_tables(folder: Path) -> Iterator[Tables]:
    with _reader(folder) as engine:
        yield Tables(engine)


@contextmanager
def _reader(folder: Path, *, failed: bool = False) -> Iterator[DuckDB]:
    files = Files(folder)
    path = files.failed if failed else files.published
    if not path.exists():
        what = "No failed build is kept" if failed else "Nothing has been built here yet"
        raise StudyError(what, str(folder), f"cartwheel build --study {quote(str(folder))}")
    engine = open_reader(path)
    try:
        yield engine
    finally:
        engine.close()


def _hint(error: EngineError) -> str:
    if "not found" in error.message or "does not exist" in error.message:
        return 'cartwheel query "select relation, column_name, about from meta.columns" lists what there is'
    return "read-only queries over this warehouse are answered, and nothing else"
