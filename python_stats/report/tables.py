"""What the report reads: tables of the warehouse by name, as records in which what is missing reads as nothing."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

LISTING = "select table_schema || '.' || table_name as name from information_schema.tables"


class Tables(Protocol):
    """The published warehouse, for reading: a table by its name, or a query."""

    def frame(self, query: str, /) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Present:
    """A warehouse in which a table that was not built reads as an empty one: the page says so in words."""

    tables: Tables
    names: frozenset[str]

    def frame(self, query: str, /) -> pd.DataFrame:
        return self.tables.frame(query) if query in self.names else pd.DataFrame()


def present(tables: Tables) -> Present:
    return Present(tables, frozenset(map(str, tables.frame(LISTING)["name"])))


@dataclass(frozen=True)
class Record:
    """One row. A column the table lacks reads as missing: a study's own report models may say less than ours."""

    values: Mapping[str, Any]

    def text(self, column: str) -> str:
        value = self._present(column)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)

    def number(self, column: str) -> float | None:
        value = self._present(column)
        return None if value is None else float(value)

    def number_or_nan(self, column: str) -> float:
        """The same for a drawing, which has no place for what is missing."""
        value = self.number(column)
        return math.nan if value is None else value

    def whole(self, column: str) -> int | None:
        value = self._present(column)
        return None if value is None else int(value)

    def flag(self, column: str) -> bool:
        return self.text(column).lower() in ("true", "1", "yes")

    def _present(self, column: str) -> Any:
        value = self.values.get(column)
        return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def records(tables: Tables, name: str, order: Iterable[str] = ()) -> list[Record]:
    """All rows of a table, sorted by the columns of `order` that it has, so that storage order never shows."""
    frame = tables.frame(name)
    columns = [column for column in order if column in frame.columns]
    if columns:
        frame = frame.sort_values(columns, kind="stable", na_position="last")
    return [Record({str(key): value for key, value in row.items()}) for row in frame.to_dict("records")]


def by(rows: Iterable[Record], column: str) -> dict[str, list[Record]]:
    """The rows under each value of a column, in their order."""
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(row.text(column), []).append(row)
    return groups
