"""The few verbs an engine must know. Everything else in the warehouse speaks to a database through these.

No engine is imported here: that takes longer than a build which finds nothing to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Engine(Protocol):
    """One open database. SQL is DuckDB's dialect; failures raise EngineError with the database's own words."""

    def execute(self, sql: str) -> None:
        """Run one or more statements for their effect."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query, as Python values."""

    def frame(self, sql: str) -> Any:
        """All rows of a query, as a pandas DataFrame."""

    def describe(self, sql: str) -> dict[str, str]:
        """Column names and types of a query, without running it."""

    def write(self, table: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> None:
        """Create or replace a table of these columns (name to SQL type) with these rows; an absent key is NULL."""

    def checkpoint(self) -> None:
        """Bring everything into the database file, so that no write-ahead log is needed to read it."""

    def close(self) -> None:
        """Close the database."""


def kinds_of(engine: Engine) -> dict[str, str]:
    """By relation, whether it is a "table" or a "view" of the database that is open."""
    found = engine.rows(
        "select table_schema || '.' || table_name, table_type from information_schema.tables"
        " where table_catalog = current_database()"
    )
    return {relation: "view" if kind == "VIEW" else "table" for relation, kind in found}


class EngineError(Exception):
    """The database refused a statement, at the `word` on its `line` and `column`, which count from 1."""

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, word: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.word = word


class NotAQuestionError(EngineError):
    """The text is not one query: it is several statements, none, or one that would do something."""


class LimitError(EngineError):
    """The answer took more time or memory than it was given; `message` says which."""


@dataclass(frozen=True)
class Limits:
    """What a database may use: None is its own choice. What does not fit into `memory` goes to the folder `spill`."""

    memory: str | None = None
    spill: Path | None = None
    threads: int | None = None

    def config(self) -> dict[str, str | bool | int | float | list[str]]:
        given = {"memory_limit": self.memory, "temp_directory": self.spill, "threads": self.threads}
        return {name: str(value) for name, value in given.items() if value is not None}


NO_LIMITS = Limits()


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def file_of(folder: Path) -> Path:
    """The published database of a study folder."""
    return folder / "warehouse.duckdb"
