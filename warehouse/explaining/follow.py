"""From cells of one table back through every model to the cells of files that they were made from.

Each model on the way is asked again which cells its rows were made from (`trace`), so that what is found is what the
SQL did with these rows, not what it might have read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.words import all_named, named
from warehouse.contract import PROVENANCE
from warehouse.explaining.cells import ALL, KINDS, OWN, cells_column
from warehouse.explaining.lineage import ROWS, VALUE, Origin, lineage_of, spelled
from warehouse.explaining.trace import trace
from warehouse.models.header import SNAPSHOT, VALID_FROM, VALID_TO
from warehouse.models.scopes import Columns, UntraceableError, qualified

# Column -> rows of it, by the number the database gives them.
Cells = dict[str, set[int]]


@dataclass(frozen=True)
class Known:
    """What the ledger of a warehouse knows of its tables, parents before children in `order`.

    `kinds` are of those that were built, "table" or "view"; tables in Parquet files are views.
    """

    columns: Columns
    models: Mapping[str, Mapping[str, object]]
    order: tuple[str, ...]
    kinds: Mapping[str, str]

    def grain(self, relation: str) -> list[str]:
        text = str(self.models.get(relation, {}).get("grain") or "")
        return [name for name in text.split(", ") if name]

    def number_of(self, relation: str) -> str:
        """SQL for the number of a row, the same whenever it is asked: the database numbers no rows of views."""
        keys = all_named(self.grain(relation) or self.columns[relation])
        return f"row_number() over (order by {keys})" if self.kinds.get(relation) == "view" else "rowid"

    def numbered(self, relation: str) -> str:
        """A table to select from, with the numbers of its rows as `row__number`."""
        return f"(select *, {self.number_of(relation)} as row__number from {relation})"

    def roles(self, analysis: str) -> list[str]:
        """The columns that the header of an analysis names, whatever their role."""
        spec = str(self.models[analysis].get("analysis") or "null")
        named = [name for name in texts_in(json.loads(spec)) if name in self.columns[analysis]]
        return list(dict.fromkeys(named)) or list(self.columns[analysis])


@dataclass
class Found:
    """The cells of a table on the way: all that went in, those that decided, and which columns chose its rows."""

    all: Cells = field(default_factory=dict)
    own: Cells = field(default_factory=dict)
    chosen_by: tuple[Origin, ...] = ()
    note: str | None = None

    def add(self, kind: str, column: str, row: int) -> None:
        (self.all if kind == ALL else self.own).setdefault(column, set()).add(row)

    def rows(self, kind: str) -> set[int]:
        cells = self.all if kind == ALL else self.own
        return set().union(*cells.values())


def analysis_of(results: str) -> str:
    """The analysis whose method fills a table of results."""
    return f"analyses.{results.removeprefix('results.').partition('__')[0]}"


def texts_in(value: object) -> list[str]:
    """Every text in a value, whatever its depth, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for each in value for text in texts_in(each)] if isinstance(value, list) else []


def follow(engine: Engine, known: Known, relation: str, start: Cells, *, is_missing: bool = False) -> dict[str, Found]:
    """Every table on the way from these cells to the files, children before parents.

    Of cells that are missing, what the conditions looked at that left them so is followed too, and so on through what
    is missing of that.
    """
    found = {relation: Found(dict(start), dict(start))}
    for each in reversed(known.order):
        if each in found:
            for kind, parent, column, row in _behind(engine, known, each, found[each], is_missing=is_missing):
                found.setdefault(parent, Found()).add(kind, column, row)
    return {each: found[each] for each in reversed(known.order) if each in found}


def _behind(
    engine: Engine, known: Known, relation: str, here: Found, *, is_missing: bool
) -> Iterator[tuple[str, str, str, int]]:
    """Kind, table, column and row of every cell that these were made from."""
    if relation in known.models:
        yield from _behind_model(engine, known, relation, here, is_missing=is_missing)
    elif relation.startswith("results."):
        analysis = analysis_of(relation)
        rows = engine.rows(f"select row__number from {known.numbered(analysis)}")
        for column in known.roles(analysis):
            for (row,) in rows:
                yield from ((kind, analysis, column, row) for kind in KINDS)


def _behind_model(
    engine: Engine, known: Known, relation: str, here: Found, *, is_missing: bool
) -> Iterator[tuple[str, str, str, int]]:
    try:
        model = _Model(engine, known, relation)
        origins = lineage_of(model.root, [name for name in here.all if name != ROWS], known.columns)
        here.chosen_by = tuple(sorted({each for several in origins.values() for each in several if each.role != VALUE}))
        now = model.of_this_cut(here)
        gone, there = model.apart(now) if is_missing else (Found(), now)
        answer = model.cells_behind(there) + model.why_missing(gone)
    except (UntraceableError, EngineError) as error:
        here.note = f"the rows cannot be followed beyond this table: {_said(error)}"
        return
    here.note = gone.note or there.note or now.note
    for kind, cell in answer:
        parent, row, column = cell.split("#", 2)  # of the three only a column may have the sign in its name
        yield kind, parent, spelled(known.columns, parent, column), int(row)


class _Model:
    """A model on the way, its query read once and asked again as often as it takes."""

    def __init__(self, engine: Engine, known: Known, relation: str) -> None:
        self._engine, self._known, self._relation = engine, known, relation
        self.root = qualified(str(known.models[relation]["compiled_sql"]), known.columns)
        self._numbered = known.numbered(relation)
        self._is_snapshot = known.models[relation].get("materialized") == SNAPSHOT

    def of_this_cut(self, here: Found) -> Found:
        """Of a snapshot the cells of rows that hold now: its query knows nothing of what an earlier data cut said."""
        if not self._is_snapshot:
            return here
        where = f"{VALID_TO} is null and {_among(here.rows(ALL), 'row__number')}"
        now = {row for (row,) in self._engine.rows(f"select row__number from {self._numbered} where {where}")}
        all_, own = ({name: rows & now for name, rows in cells.items() if rows & now} for cells in (here.all, here.own))
        return Found(all_, own, note=_OF_EARLIER_CUTS if here.rows(ALL) - now else None)

    def apart(self, here: Found) -> tuple[Found, Found]:
        """The cells that are missing, and those that are there."""
        gone, there = Found(), Found()
        for column, rows in here.all.items():
            missing = set() if column == ROWS else self._missing(column, rows)
            for part, kept in ((gone, rows & missing), (there, rows - missing)):
                own = here.own.get(column, set()) & kept
                part.all |= {column: kept} if kept else {}
                part.own |= {column: own} if own else {}
        return gone, there

    def _missing(self, column: str, rows: Iterable[int]) -> set[int]:
        where = f"{named(column)} is null and {_among(rows, 'row__number')}"
        return {row for (row,) in self._engine.rows(f"select row__number from {self._numbered} where {where}")}

    def why_missing(self, gone: Found) -> list[tuple[str, str]]:
        """The cells behind missing ones, with what conditions looked at wherever that can be followed."""
        try:
            return self.cells_behind(gone, conditions=True)
        except (UntraceableError, EngineError) as error:
            found = self.cells_behind(gone)
            gone.note = f"what conditions looked at cannot be followed beyond this table: {_said(error)}"
            return found

    def cells_behind(self, here: Found, *, conditions: bool = False) -> list[tuple[str, str]]:
        """Kind and cell of all that these cells were made from."""
        if not here.all:
            return []
        traced = trace(self.root, here.all, self._keys, self._known.number_of, conditions=conditions)
        if not traced.whole:
            here.note = "what a subquery was only looked through for ('in', 'exists') is not followed"
        linked = _linked(self._numbered, self._keys, traced.sql, here)
        return [(kind, cell) for kind, cell in self._engine.rows(linked)]

    @cached_property
    def _keys(self) -> list[str]:
        """Columns that tell the rows of a table apart: its grain; else file and row, if that is enough; else all.

        The query of a snapshot tells no cut: of what holds now, the rest of its grain is enough."""
        columns, grain = self._known.columns[self._relation], self._known.grain(self._relation)
        if self._is_snapshot:
            return [name for name in grain if name != VALID_FROM]
        place = [name for name in PROVENANCE if name in columns]
        if grain or not place:
            return grain or list(columns)
        count = f"select count(*) = count(distinct ({', '.join(place)})) from {self._relation}"
        return place if self._engine.rows(count)[0][0] else list(columns)


_OF_EARLIER_CUTS = "what an earlier data cut said is not followed: the warehouse of that cut is in cuts/"


def _said(error: Exception) -> object:
    is_too_much = "Out of Memory" in str(error)
    return "its query takes too much memory with the cells of every row beside it" if is_too_much else error


def _linked(numbered: str, keys: Iterable[str], traced: str, here: Found) -> str:
    """The cells of the rows wanted, found by the key of the table in its query asked again."""
    same = " and ".join(f"traced.{named(name)} is not distinct from kept.{named(name)}" for name in keys)
    parts = [
        f"select distinct '{kind}' as kind, unnest({named(cells_column(kind, column))}) as cell from linked"
        f" where {_among(rows)}"
        for kind, cells in ((ALL, here.all), (OWN, here.own))
        for column, rows in sorted(cells.items())
    ]
    return (
        f"with traced as ({traced}), linked as materialized (select row__number as kept__row, traced.* from traced"
        f" join {numbered} as kept on {same} where {_among(here.rows(ALL), 'row__number')}) {' union '.join(parts)}"
    )


def _among(rows: Iterable[int], number: str = "kept__row") -> str:
    return f"{number} in ({', '.join(map(str, sorted(rows)))})"
