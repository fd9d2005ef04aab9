"""Two warehouses, before and after: which inputs, settings, tables and rows differ, and why, down to the subject.

Steps of equal fingerprints made equal tables, so only the others are compared row by row.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.duckdb import open_pair
from warehouse.adapters.words import named
from warehouse.contract import PROVENANCE
from warehouse.errors import UsageError
from warehouse.ledger.tables import unopened

# A file may be read by several mappings of a source; each has its line in the ledger.
_FILES = """
    select source, source_file, source_sheet, any_value(sha256) as sha256, sum(rows_accepted) as rows_accepted
    from {}.meta.files group by all
"""
_INPUTS = f"""
    select coalesce(after.source_file, before.source_file), coalesce(after.source, before.source),
        case when before.sha256 is null then 'added' when after.sha256 is null then 'gone' else 'changed' end,
        cast(before.rows_accepted as bigint), cast(after.rows_accepted as bigint)
    from ({_FILES.format("before")}) as before
    full join ({_FILES.format("after")}) as after
        on before.source = after.source
        and before.source_file = after.source_file
        and before.source_sheet is not distinct from after.source_sheet
    where before.sha256 is distinct from after.sha256
    order by all
"""
_SETTINGS = """
    select coalesce(after.name, before.name), before.value, after.value
    from before.meta.settings as before full join after.meta.settings as after using (name)
    where before.value is distinct from after.value
    order by all
"""
_STEPS = """
    select coalesce(after.relation, before.relation), before.parts, after.parts, before.fingerprint, after.fingerprint,
        model.grain
    from before.meta.steps as before full join after.meta.steps as after using (relation)
    left join after.meta.models as model on model.relation = coalesce(after.relation, before.relation)
    where before.fingerprint is distinct from after.fingerprint and coalesce(after.layer, before.layer) <> 'meta'
    order by all
"""
# What these queries read.
_NEEDED = {
    "meta.files": {"source", "source_file", "source_sheet", "sha256", "rows_accepted"},
    "meta.settings": {"name", "value"},
    "meta.steps": {"relation", "layer", "parts", "fingerprint"},
    "meta.models": {"relation", "grain"},
}


@dataclass(frozen=True)
class TableDifference:
    """One table: why it was built anew, rows that only one side has, columns with other values, subjects concerned,
    of whom a row that names none tells nothing.

    Columns `gained` and `lost` are of one side only; those `retyped` have another type, and are name and both types.
    """

    relation: str
    why: str
    rows_gone: int = 0
    rows_new: int = 0
    changed: tuple[tuple[str, int], ...] = ()
    subjects: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        differs = self.rows_gone or self.rows_new or self.changed or self.gained or self.lost or self.retyped
        return not differs and "there" not in self.why


@dataclass(frozen=True)
class Difference:
    """`inputs` are file, source, what happened and rows on each side; `settings` are name and both values."""

    inputs: list[tuple[object, ...]]
    settings: list[tuple[object, ...]]
    tables: list[TableDifference]


@contextmanager
def pair(before: Path, after: Path) -> Iterator[Engine]:
    """Two published warehouses in one connection that only reads them, as `before` and `after`."""
    for path in (before, after):
        if not path.is_file():
            raise UsageError(
                "There is no warehouse here", str(path), "name a study folder that was built, or a .duckdb file"
            )
    try:
        engine = open_pair(before, after)
    except EngineError as error:
        raise unopened(after if str(after) in error.message else before, error) from error
    try:
        for path, columns in zip((before, after), _columns(engine).values(), strict=True):
            _refuse_other_ledgers(path, columns)
        yield engine
    finally:
        engine.close()


def _refuse_other_ledgers(path: Path, columns: "_Shapes") -> None:
    for table, needed in _NEEDED.items():
        lacking = sorted(needed - columns.get(table, {}).keys())
        if lacking:
            raise UsageError(
                f"This cannot be compared: it has no {table} with {', '.join(lacking)}",
                str(path),
                "name a warehouse built by this version; cartwheel build --anew builds an older one again",
            )


def difference(engine: Engine, subject: str = "subject_id") -> Difference:
    """What differs between the two sides. `subject` is the column that says of whom a row is."""
    columns = _columns(engine)
    tables = []
    for relation, old, new, *prints, grain in engine.rows(_STEPS):
        why = _why(old, new)
        sides = [columns[side].get(relation, {}) for side in _SIDES]
        if None in prints:
            tables.append(TableDifference(relation, why))
            continue
        # A row is the same row in another place of its file: one row less moves all that follow.
        shared = {name: (sides[0][name], sides[1][name]) for name in sides[1] if name in sides[0]}
        shared = {name: types for name, types in shared.items() if name not in PROVENANCE}
        keys = [key for key in (grain or "").split(", ") if key]
        table = _Table(relation, why, shared, keys if set(keys) <= set(shared) else [])
        found = _compare(engine, table, subject) if shared else TableDifference(relation, why)
        tables.append(_reshaped(found, sides[0], sides[1]))
    return Difference(engine.rows(_INPUTS), engine.rows(_SETTINGS), [each for each in tables if not each.is_empty])


def _why(old: str | None, new: str | None) -> str:
    if old is None or new is None:
        return "was not there" if old is None else "is not there any more"
    before, after = json.loads(old), json.loads(new)
    changed = [name for name in {**after, **before} if before.get(name) != after.get(name)]
    # The SQL text follows a setting, so the setting is the better reason where one changed.
    return ", ".join([name for name in changed if name != "SQL"] or changed) or "what it reads"


def _reshaped(found: TableDifference, before: Mapping[str, str], after: Mapping[str, str]) -> TableDifference:
    """With the columns that only one side has, and those that changed their type."""
    return replace(
        found,
        gained=tuple(name for name in after if name not in before),
        lost=tuple(name for name in before if name not in after),
        retyped=tuple(
            (name, before[name], after[name]) for name in after if before.get(name, after[name]) != after[name]
        ),
    )


# Relation -> column -> type.
_Shapes = dict[str, dict[str, str]]


def _columns(engine: Engine) -> dict[str, _Shapes]:
    found: dict[str, _Shapes] = {side: {} for side in _SIDES}
    query = (
        "select table_catalog, table_schema || '.' || table_name, column_name, data_type"
        " from information_schema.columns where table_catalog in ('before', 'after') order by 1, 2, ordinal_position"
    )
    for side, relation, name, kind in engine.rows(query):
        found[side].setdefault(relation, {})[name] = kind
    return found


@dataclass(frozen=True)
class _Table:
    """What two sides of a table share: columns with both types, and those that tell its rows apart if there are any."""

    relation: str
    why: str
    columns: Mapping[str, tuple[str, str]]
    keys: list[str]

    def side(self, name: str) -> str:
        """Columns of types that do not compare, such as a number and a date, are compared as text."""
        columns = [
            named(each)
            if before == after or all(map(_NUMBER.fullmatch, (before, after)))
            else f"cast({named(each)} as varchar) as {named(each)}"
            for each, (before, after) in self.columns.items()
        ]
        return f"from (select {', '.join(columns)} from {name}.{self.relation})"


_NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*")


def _compare(engine: Engine, table: _Table, subject: str) -> TableDifference:
    gone, new = (f"{table.side(one)} except all {table.side(two)}" for one, two in (_SIDES, _SIDES[::-1]))
    other = f"({gone}) union all ({new})"
    if not engine.rows(f"select 1 from ({other}) limit 1"):
        return TableDifference(table.relation, table.why)
    named_in = f"select distinct {subject} from ({other}) where {subject} is not null order by 1"
    subjects = tuple(str(row[0]) for row in engine.rows(named_in)) if subject in table.columns else ()
    if table.keys:
        return TableDifference(table.relation, table.why, *_by_key(engine, table), subjects)
    counts = [int(engine.rows(f"select count(*) from ({side})")[0][0]) for side in (gone, new)]
    return TableDifference(table.relation, table.why, counts[0], counts[1], (), subjects)


_SIDES = ("before", "after")


def _by_key(engine: Engine, table: _Table) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """Rows gone, rows new, and how many rows of both sides have another value in each column."""
    key, values = named(table.keys[0]), [name for name in table.columns if name not in table.keys]
    same = " and ".join(f"before.{named(each)} is not distinct from after.{named(each)}" for each in table.keys)
    both = f"before.{key} is not null and after.{key} is not null"
    counts = [f"count(*) filter (where {side}.{key} is null)" for side in ("after", "before")]
    counts += [
        f"count(*) filter (where {both} and before.{named(each)} is distinct from after.{named(each)})"
        for each in values
    ]
    joined = f"({table.side('before')}) as before full join ({table.side('after')}) as after on {same}"
    gone, new, *changed = engine.rows(f"select {', '.join(counts)} from {joined}")[0]
    cells = tuple((name, int(count)) for name, count in zip(values, changed, strict=True) if count)
    return int(gone), int(new), cells
