"""Queries drawn at random: whatever is called local answers subject by subject as it does for all at once.

The obvious way, over small tables of three subjects and a registry that all of them share. Most queries drawn are not
local, and the reader of SQL may refuse one that is; it may never call local what is not.
"""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_locality import COLUMNS, known
from warehouse.adapters import EngineError
from warehouse.adapters.duckdb import open_memory
from warehouse.models.locality import CrossingError, rows_of
from warehouse.models.scopes import UntraceableError

SUBJECTS = ("a", "b", "c")
JOINS = (
    *("join", "join", "left join", "left join", "right join", "full join", "semi join", "anti join", "asof join"),
    *("cross join", "natural join", ", lateral"),
)
# Rows of subject, day and level or grade: ties within subjects and among them, and subjects that one table lacks.
TABLES = [
    ([("a", 0, 1), ("a", 1, 1), ("b", 0, 3), ("b", 0, 1), ("c", 2, 2)], [("a", 1, 0), ("b", 1, 2), ("b", 2, 2)]),
    ([("a", 2, 0), ("b", 1, 0), ("b", 1, 0), ("c", 0, 3)], [("a", 0, 3), ("c", 0, 3), ("c", 2, 1), ("c", 2, 1)]),
    ([("c", 0, 2), ("c", 1, 2), ("c", 1, 1)], [("a", 1, 1), ("b", 1, 1), ("c", 1, 1)]),
]


class Drawn:
    """A query drawn piece by piece. A relation is its alias and the names of its columns."""

    def __init__(self, chance):
        self.chance = chance
        self.names = 0

    def name(self, letter):
        self.names += 1
        return f"{letter}{self.names}"

    def relation(self, depth):
        alias = self.name("t")
        if depth and self.chance.random() < 0.4:
            sql, columns = self.query(depth - 1)
            return f"({sql}) as {alias}", (alias, columns)
        table = self.chance.choice(sorted(COLUMNS))
        return f"{table} as {alias}", (alias, list(COLUMNS[table]))

    def column(self, *relations):
        alias, columns = self.chance.choice(relations)
        return f"{alias}.{self.chance.choice(columns)}"

    def subjects(self, *relations):
        return [f"{alias}.subject_id" for alias, columns in relations if "subject_id" in columns]

    def condition(self, *relations):
        """About half of them compare the subject of the last with that of one before."""
        before, last = self.subjects(*relations[:-1]), self.subjects(relations[-1])
        if before and last and self.chance.random() < 0.5:
            return f"{self.chance.choice(before)} = {last[0]}"
        left, right = (f"cast({self.column(*relations)} as varchar)" for _ in range(2))
        told = self.chance.choice([f"{left} = {right}", f"{left} <= {right}", f"{left} is not null"])
        if self.chance.random() < 0.3:
            return f"({told} {self.chance.choice(['and', 'or'])} {self.condition(*relations)})"
        return told

    def joined(self, sql, relations, depth):
        """One join more, and the relations that may be named afterwards."""
        added, relation = self.relation(depth)
        kind = self.chance.choice(JOINS)
        if kind == ", lateral":
            alias, value = self.name("l"), self.chance.choice(["count(*)", f"max({self.column(relation)})"])
            inner = f"select {value} as value from {added} where {self.condition(*relations, relation)}"
            return f"{sql}, lateral ({inner}) as {alias}", [*relations, (alias, ["value"])]
        if kind in ("cross join", "natural join"):
            return f"{sql} {kind} {added}", [*relations, relation]
        on = self.condition(*relations, relation)
        if kind == "asof join":
            on += f" and {self.column(*relations)} >= {self.column(relation)}"
        return f"{sql} {kind} {added} on {on}", relations if kind in ("semi join", "anti join") else [
            *relations,
            relation,
        ]

    def query_in_where(self, relations, depth):
        inner, relation = self.relation(0)
        where = f" where {self.condition(*relations, relation)}" if self.chance.random() < 0.7 else ""
        found = self.column(relation)
        tests = [f"exists (select 1 from {inner}{where})", f"not exists (select 1 from {inner}{where})"]
        tests += [f"(select count(*) from {inner}{where}) > 1"]
        tests += [f"{self.column(*relations)} {word} (select {found} from {inner}{where})" for word in ("in", "not in")]
        return self.chance.choice(tests)

    def query(self, depth):
        if depth and self.chance.random() < 0.15:
            return self.united(depth)
        sql, relation = self.relation(depth)
        relations = [relation]
        for _ in range(self.chance.choice([0, 0, 1, 1, 2])):
            sql, relations = self.joined(sql, relations, depth)
        if self.chance.random() < 0.4:
            tests = [self.condition(*relations), self.query_in_where(relations, depth)]
            sql += f" where {self.chance.choice(tests)}"
        keys = list(dict.fromkeys([*self.subjects(*relations)[:1], self.column(*relations)]))
        keys = keys if self.chance.random() < 0.8 else keys[-1:]
        return self.selected(sql, keys, self.column(*relations))

    def selected(self, sql, keys, value):
        """The columns of a query, grouped, with a window, told apart, or as they are."""
        named = {("subject_id" if key.endswith("subject_id") else self.name("k")): key for key in keys}
        columns = [f"{key} as {name}" for name, key in named.items()]
        end, distinct, more = "", "", self.name("v")
        kind = self.chance.choice(["plain", "plain", "grouped", "window", "first", "distinct"])
        if kind == "grouped":
            columns.append(f"{self.chance.choice(['count(*)', f'max({value})', 'weighted_avg(1, 1)'])} as {more}")
            end = self.chance.choice([f" group by {', '.join(keys)}", " group by all"])
        elif kind == "window":
            within = self.chance.choice([f"partition by {self.chance.choice(keys)}", ""])
            columns.append(f"rank() over ({within} order by {value}) as {more}")
        elif kind == "first":
            end = f" qualify rank() over (partition by {self.chance.choice(keys)} order by {value}) = 1"
        distinct = "distinct " if kind == "distinct" else ""
        names = [*named, *([more] if kind in ("grouped", "window") else [])]
        return f"select {distinct}{', '.join(columns)} from {sql}{end}", names

    def united(self, depth):
        parts = [self.query(depth - 1) for _ in range(2)]
        n = min(len(columns) for _, columns in parts)
        names = ["subject_id" if all(columns[i] == "subject_id" for _, columns in parts) else f"u{i}" for i in range(n)]
        sides = []
        for sql, columns in parts:
            told = [f"cast(s.{columns[i]} as varchar) as {name}" for i, name in enumerate(names)]
            sides.append(f"select {', '.join(told)} from ({sql}) as s")
        return self.chance.choice([" union all ", " union ", " intersect ", " except "]).join(sides), names


@pytest.fixture(scope="module")
def engine():
    memory = open_memory()
    memory.execute("set threads = 1; create schema raw; create schema seeds")
    memory.execute(
        "create table seeds.units as select * from (values (0, 'zero'), (1, 'one'), (1, 'b')) as t(day, label)"
    )
    for table in ("raw.levels", "raw.events"):
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS[table].items())
        memory.execute(f"create table {table} ({columns})")
    yield memory
    memory.close()


def answer(engine, sql, levels, events):
    for table, rows in (("raw.levels", levels), ("raw.events", events)):
        engine.execute(f"delete from {table}")
        if rows:
            engine.execute(f"insert into {table} values {', '.join(map(repr, rows))}")
    return Counter(engine.rows(sql))


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_called_local_answers_subject_by_subject(engine, seed):
    chance = Random(seed)
    sql, _ = Drawn(chance).query(chance.choice([0, 1, 1, 2]))
    try:
        is_local = rows_of(sql, known(), COLUMNS).are_local
    except (CrossingError, UntraceableError):
        return
    for tables in TABLES if is_local else ():
        try:
            whole = answer(engine, sql, *tables)
        except EngineError:  # drawn badly: the database refuses it as well
            return
        apart = Counter()
        for subject in SUBJECTS:
            apart += answer(engine, sql, *([row for row in rows if row[0] == subject] for rows in tables))
        assert apart == whole, sql
