"""An incremental model: only the keys whose rows changed in what it reads are made again, by the model's own SQL.

That this gives what a full build would is proved from the SQL before anything runs (judging/by_key). Where something is
not as the proof needs it, the model is built whole: a key that is missing, another set of columns, a change in what
knows no key. The SQL runs unchanged, over views of the same names that show the changed keys alone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters import Engine
from warehouse.adapters.words import named
from warehouse.building.before import NOW, PART, Before, key_names, key_of
from warehouse.models.model import Model
from warehouse.planning.plan import BUILD, Plan

RESULT = f"{PART}.main.result"

# With a larger part of the keys changed, a full build is not slower.
LARGEST_SHARE = 0.5


@dataclass(frozen=True)
class Keys:
    """A table of the keys that changed, how many those are, and how many there are at all."""

    table: str
    n_changed: int
    n_all: int


class Incremental:
    """Builds the changed part of models, in a database of its own beside the one that is built.

    `rebuilt` are the relations that this run builds: all others have the rows they had.
    """

    def __init__(self, engine: Engine, before: Before, rebuilt: Collection[str]) -> None:
        self._engine, self._before, self._rebuilt = engine, before, rebuilt
        self._known: dict[tuple[str, tuple[str, ...]], Keys] = {}
        engine.execute(f"attach ':memory:' as {PART}")

    def find(self, model: Model) -> int | None:
        """Compute the rows of the keys that changed. Returns how many those are; None where all must be built.

        Outside a transaction, because one may write to a single database."""
        changed = self._keys_of(model)
        if changed is None or changed.n_changed > max(LARGEST_SHARE * changed.n_all, 1):
            return None
        if changed.n_changed and not (self._are_known(model, changed) and self._compute(model, changed)):
            return None
        self._known[model.relation, model.header.by] = changed
        return changed.n_changed

    def put(self, model: Model) -> None:
        """Put what was computed in the place of what stood there for these keys."""
        by = model.header.by
        changed, same = self._known[model.relation, by].table, _same_key(by, model.relation)
        self._engine.execute(f"delete from {model.relation} using {changed} as changed where {same}")
        self._engine.execute(f"insert into {model.relation} from {RESULT}")

    def _keys_of(self, model: Model) -> Keys | None:
        """The keys of all that a model reads in which something changed. None when it cannot be told by key."""
        found = []
        for relation in model.relations:
            if relation in self._rebuilt:
                keys = self._keys_in(relation, model.header.by)
                if keys is None and not self._before.is_same(relation):
                    return None
                found += [keys] if keys is not None else []
        table = self._new_table()
        names = ", ".join(f"cast(null as varchar) as {name}" for name in key_names(model.header.by))
        union = " union ".join(f"from {keys.table}" for keys in found) or f"select {names} limit 0"
        self._engine.execute(f"create table {table} as {union}")
        return Keys(
            table, self._number(f"select count(*) from {table}"), max((keys.n_all for keys in found), default=0)
        )

    def _keys_in(self, relation: str, by: tuple[str, ...]) -> Keys | None:
        """Of one relation: as it was itself built by key, or by comparing it with what it was."""
        if (relation, by) not in self._known:
            columns = self._before.columns(relation)
            if not columns or not _are_among(by, columns):
                return None
            table, only = self._new_table(), self._narrowed(relation, by)
            n_all = self._before.write_changed_keys(table, f"{relation} as compared {only}", by, columns)
            self._known[relation, by] = Keys(table, self._number(f"select count(*) from {table}"), n_all)
        return self._known[relation, by]

    def _narrowed(self, relation: str, by: tuple[str, ...]) -> str:
        """Where it is known in which subjects something changed, only theirs are looked at for finer keys."""
        for (known, columns), keys in self._known.items():
            if known == relation and set(columns) < set(by):
                return f"semi join {keys.table} as changed on {_same_key(columns, 'compared')}"
        return ""

    def _new_table(self) -> str:
        number = self._number(f"select count(*) from duckdb_tables() where database_name = '{PART}'")
        return f"{PART}.main.changed_{number}"

    def _compute(self, model: Model, changed: Keys) -> bool:
        """Run the SQL over the rows of the changed keys. Returns whether what comes out fits what stands."""
        for relation in model.relations:
            has_key = _are_among(model.header.by, self._engine.describe(f"from {NOW}.{relation}"))
            self._show(relation, f"semi join {changed.table} as changed on", model.header.by if has_key else ())
        self._engine.execute(f"use {PART}")
        try:
            self._engine.execute(f"create or replace table {RESULT} as\n{model.sql}")
        finally:
            self._engine.execute(f"use {NOW}")
        here, there = (self._engine.describe(f"from {name}") for name in (RESULT, f"{NOW}.{model.relation}"))
        return list(here.items()) == list(there.items()) and not self._without_key(RESULT, model.header.by)

    def _show(self, relation: str, join: str, by: tuple[str, ...]) -> None:
        schema, _, _ = relation.partition(".")
        rows = f"select rows_now.* from {NOW}.{relation} as rows_now"
        only = f" {join} {_same_key(by, 'rows_now')}" if by else ""
        self._engine.execute(
            f"create schema if not exists {PART}.{schema}; create or replace view {PART}.{relation} as {rows}{only}"
        )

    def _are_known(self, model: Model, changed: Keys) -> bool:
        """Whether no key is missing, neither among those that changed nor in the table that stands."""
        by = model.header.by
        standing = self._without_key(f"{NOW}.{model.relation}", by)
        return not (self._without_key(changed.table, key_names(by)) or standing)

    def _without_key(self, relation: str, by: Collection[str]) -> int:
        unknown = " or ".join(f"{named(column)} is null" for column in by)
        return self._number(f"select count(*) from {relation} where {unknown}")

    def _number(self, query: str) -> int:
        return int(self._engine.rows(query)[0][0])


def by_key(engine: Engine, base: Path | None, plan: Plan) -> Incremental | None:
    """What builds by key, where a plan has steps that can be built so."""
    if not any(step.by for step in plan.steps):
        return None
    return Incremental(engine, Before(engine, base), {step.relation for step in plan.of(BUILD)})


def _are_among(by: Iterable[str], columns: Iterable[str]) -> bool:
    """Whether a table has all columns of a key, in whatever case it spells them: as the proof looked for them."""
    return {column.lower() for column in by} <= {column.lower() for column in columns}


def _same_key(by: tuple[str, ...], table: str) -> str:
    pairs = zip(by, key_names(by), strict=True)
    return " and ".join(f"{key_of(column, table)} = changed.{name}" for column, name in pairs)
