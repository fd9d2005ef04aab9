"""The warehouse that a build began with, beside the one it makes: which keys have other rows now.

Rows are compared by two sums over hashes of their values, so their order does not count. What is compared are the rows
themselves, not when they came: a column that says when a row changed would have to be believed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from warehouse.adapters import Engine, EngineError, literal
from warehouse.adapters.words import named
from warehouse.models.identifiers import without_blanks

BEFORE, NOW, PART = "before", "warehouse", "part"

# Of these, values that are not the same compare as equal: 0 and -0, one month and 30 days.
_BY_TEXT = ("FLOAT", "DOUBLE", "INTERVAL")


class Before:
    """What can be asked of the warehouse before. Without one, everything counts as changed."""

    def __init__(self, engine: Engine, base: Path | None) -> None:
        self._engine = engine
        self._is_there = base is not None and self._attach(base)

    def _attach(self, base: Path) -> bool:
        try:
            self._engine.execute(f"attach {literal(str(base))} as {BEFORE} (read_only)")
        except EngineError:
            return False
        return True

    def columns(self, relation: str) -> dict[str, str] | None:
        """Columns and types of a relation that is now as it was in these; else None."""
        if not self._is_there:
            return None
        there, here = (_columns(self._engine, catalog, relation) for catalog in (BEFORE, NOW))
        return here if here and list(here.items()) == list(there.items()) else None

    def is_same(self, relation: str) -> bool:
        """Whether a relation has the rows it had."""
        columns = self.columns(relation)
        if columns is None:
            return False
        there, here = (f"select {_sums(columns)} from {catalog}.{relation}" for catalog in (BEFORE, NOW))
        return not self._engine.rows(f"({there}) except ({here})")

    def write_changed_keys(self, table: str, rows: str, by: Sequence[str], columns: Mapping[str, str]) -> int:
        """Write the keys whose rows are other ones now. `rows` is a relation, or some rows of it. Returns how many keys
        were looked at."""
        sums = f"select {keys(by)}, {_sums(columns)} from {{}}.{rows} group by {places(by)}"
        self._engine.execute(f"create or replace table {PART}.main.sums as {sums.format(NOW)}")
        there, here = sums.format(BEFORE), f"from {PART}.main.sums"
        changed = f"(({there}) except ({here})) union all (({here}) except ({there}))"
        self._engine.execute(f"create table {table} as select distinct {', '.join(key_names(by))} from ({changed})")
        return int(self._engine.rows(f"select count(*) {here}")[0][0])


def keys(by: Sequence[str]) -> str:
    """The key of a row as texts: identifiers that differ by blanks alone are one, as everywhere."""
    return ", ".join(f"{key_of(column)} as {name}" for column, name in zip(by, key_names(by), strict=True))


def key_of(column: str, table: str | None = None) -> str:
    written = f"{table}.{named(column)}" if table else named(column)
    return without_blanks(f"cast({written} as varchar)")


def key_names(by: Sequence[str]) -> list[str]:
    return [f"key_{number}" for number in range(1, len(by) + 1)]


def places(by: Sequence[str]) -> str:
    return ", ".join(str(number) for number in range(1, len(by) + 1))


def _sums(columns: Mapping[str, str]) -> str:
    values = [
        f"cast({named(name)} as varchar)" if any(each in kind for each in _BY_TEXT) else named(name)
        for name, kind in columns.items()
    ]
    forth, back = ", ".join(values), ", ".join(reversed(values))
    return f"count(*) as n, sum(hash({forth})) as one, bit_xor(hash({back}, 1)) as other"


def _columns(engine: Engine, catalog: str, relation: str) -> dict[str, str]:
    schema, _, name = relation.partition(".")
    query = (
        f"select column_name, data_type from duckdb_columns() where database_name = '{catalog}'"
        f" and schema_name = '{schema}' and table_name = '{name}' order by column_index"
    )
    return dict(engine.rows(query))
