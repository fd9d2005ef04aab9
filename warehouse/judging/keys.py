"""What tells the rows of a query apart: the columns that fix others, and the keys that follow from grains.

A grain fixes every column of its table, a place in a file its row; equalities carry that on, and so do `group by`,
`distinct` and a row number that is one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.judging.meaning import query
from warehouse.models.scopes import aggregates, relation_of, selected

Name = tuple[str, str]
Keys = tuple[frozenset[str], ...]

# The row of a file that a record came from. Where it gave several records, these measure different things.
PLACE = frozenset({"source_file", "source_row"})


@dataclass(frozen=True)
class Told:
    """The keys of what a select reads under one name. Without a key, `is_open` says whether one may yet exist."""

    columns: frozenset[str]
    keys: Keys
    is_open: bool = False


OPEN = Told(frozenset(), (), is_open=True)


class Keyed:
    """The keys of every scope of one query, each worked out once."""

    def __init__(self, columns: Mapping[str, Iterable[str]], keys: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        self._columns = columns
        self._keys = keys
        self._seen: dict[int, Told] = {}

    def rows(self, scope: Scope) -> "Rows":
        """The rows that a select makes its columns and windows of, before it groups any."""
        return Rows(scope.expression, {name: self._read(source) for name, source in selected(scope).items()})

    def output(self, scope: Scope) -> Told:
        if id(scope) not in self._seen:
            self._seen[id(scope)] = OPEN  # a recursive query asks for itself
            self._seen[id(scope)] = self._made(scope)
        return self._seen[id(scope)]

    def _read(self, source: exp.Table | Scope) -> Told:
        if isinstance(source, Scope):
            return self.output(source)
        relation = relation_of(source)
        if relation not in self._columns:
            return OPEN
        columns = frozenset(self._columns[relation])
        keys = tuple(frozenset(key) for key in self._keys.get(relation, ()))
        return Told(columns, (*keys, *([PLACE] if columns >= PLACE else [])))

    def _made(self, scope: Scope) -> Told:
        if not isinstance(scope.expression, exp.Query):
            return OPEN
        names = frozenset(query(scope).named_selects)
        if scope.set_operation_scopes:
            return self._united(scope, names)
        if any(query(scope).args.get(clause) for clause in ("laterals", "pivots")):
            return OPEN
        rows = self.rows(scope)
        return Told(names, tuple(dict.fromkeys(_keys(rows))), is_open=rows.is_open)

    def _united(self, scope: Scope, names: frozenset[str]) -> Told:
        operation = scope.expression
        if operation.args.get("distinct") or not isinstance(operation, exp.Union):
            return Told(names, (names,))
        branches = _branches(scope)
        told = [self.output(branch) for branch in branches]
        apart = _told_apart(branches)
        if apart is None or not all(each.keys for each in told):
            return Told(names, (), is_open=any(each.is_open for each in told))
        order = list(query(scope).named_selects)
        places = {
            list(query(branch).named_selects).index(name)
            for branch, each in zip(branches, told, strict=True)
            for name in each.keys[0]
        }
        return Told(names, (frozenset({order[apart], *(order[place] for place in places)}),))


class Rows:
    """The rows of one select: what they are read from, and what fixes what."""

    def __init__(self, select: Any, reads: Mapping[str, Told]) -> None:
        self.select = select
        self.reads = reads
        self._pairs, self._constants = _equalities(select)
        named = {each.alias_or_name: _column(each.unalias()) for each in self.select.selects}
        self.outputs = {name: column for name, column in named.items() if column is not None}

    @property
    def is_open(self) -> bool:
        return any(told.is_open and not told.keys for told in self.reads.values())

    def closed(self, fixed: Iterable[Name]) -> set[Name]:
        """All columns that have one value once those given have."""
        known, size = {*fixed, *self._constants}, -1
        while size != len(known):
            size = len(known)
            known |= {second for first, second in self._pairs if first in known}
            for alias, told in self.reads.items():
                if any(all((alias, column) in known for column in key) for key in told.keys):
                    known |= {(alias, column) for column in told.columns}
        return known

    def missing(self, fixed: Iterable[Name]) -> list[Name]:
        """Columns that would have to be fixed too for one row to be left; of each table its first key."""
        known = self.closed(fixed)
        lacking = []
        for alias, told in self.reads.items():
            if told.keys and not any(all((alias, column) in known for column in key) for key in told.keys):
                lacking += [(alias, column) for column in sorted(told.keys[0]) if (alias, column) not in known]
        return lacking

    def is_one_row(self, fixed: Iterable[Name]) -> bool:
        return all(told.keys for told in self.reads.values()) and not self.missing(fixed)

    def group_keys(self) -> list[exp.Expr] | None:
        """What a select groups by; None when it does not, nothing when it sums up all rows."""
        group = self.select.args.get("group")
        if group is not None:
            plain = [each.unalias() for each in self.select.selects if not aggregates(each)]
            return list(group.expressions) or plain
        return [] if any(aggregates(each) for each in self.select.selects) else None


def _column(node: exp.Expr) -> Name | None:
    plain = node.unnest()
    return (plain.table, plain.name) if isinstance(plain, exp.Column) else None


def names_of(expressions: Iterable[exp.Expr]) -> set[Name]:
    """The columns that are expressions by themselves: to know `x || y` is to know neither."""
    return {found for each in expressions if (found := _column(each)) is not None}


def _keys(rows: Rows) -> Iterator[frozenset[str]]:
    """Keys of what a select yields, by the names of its outputs."""
    outputs = rows.outputs
    if rows.select.args.get("distinct"):
        on = rows.select.args["distinct"].args.get("on")
        names = names_of(on.expressions) if on is not None else None
        yield from _named(names, outputs) if names is not None else [frozenset(rows.select.named_selects)]
    groups = rows.group_keys()
    if groups is not None:
        yield from _grouped(groups, rows)
    elif not rows.reads:
        yield frozenset()
    else:
        yield from _kept(rows)


def _grouped(groups: list[exp.Expr], rows: Rows) -> Iterator[frozenset[str]]:
    written = {each.unalias().sql(): each.alias_or_name for each in rows.select.selects}
    if all(key.sql() in written for key in groups):
        yield _smallest({written[key.sql()] for key in groups}, rows, names_of(groups))


def _smallest(names: set[str], rows: Rows, wanted: set[Name]) -> frozenset[str]:
    """Without the columns of a group that its others fix."""
    for name in sorted(names):
        rest = names - {name}
        origin = rows.outputs.get(name)
        if origin in wanted and origin in rows.closed({rows.outputs[each] for each in rest if each in rows.outputs}):
            names = rest
    return frozenset(names)


def _kept(rows: Rows) -> Iterator[frozenset[str]]:
    """Of a select that keeps its rows: the keys of what it reads, and what row numbers make."""
    outputs = rows.outputs
    if rows.is_one_row(outputs.values()):
        for later in (False, True):
            names = sorted(outputs, key=lambda name: ((name in PLACE) != later, name))
            kept = set(names)
            for name in reversed(names):
                if rows.is_one_row(outputs[each] for each in kept - {name}):
                    kept.discard(name)
            yield frozenset(kept)
    if len(rows.reads) == 1:
        ((alias, told),) = rows.reads.items()
        for key in told.keys:
            yield from _named({(alias, column) for column in key}, outputs)
    yield from _numbered(rows)


def _numbered(rows: Rows) -> Iterator[frozenset[str]]:
    """What a row number of one leaves, and the number with what it counts within."""
    outputs = rows.outputs
    qualify = rows.select.args.get("qualify")
    window = _first_only(qualify.this) if qualify is not None else None
    if window is not None:
        yield from _named(names_of(window.args.get("partition_by") or ()), outputs, len(window.args["partition_by"]))
    for each in rows.select.selects:
        node = each.unalias()
        if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber):
            parts = node.args.get("partition_by") or []
            yield from (key | {each.alias_or_name} for key in _named(names_of(parts), outputs, len(parts)))


def _named(names: set[Name], outputs: Mapping[str, Name], n: int | None = None) -> Iterator[frozenset[str]]:
    """The outputs that those columns are, when all are among them."""
    found = {origin: name for name, origin in outputs.items()}
    if names <= set(found) and n in (None, len(names)):
        yield frozenset(found[name] for name in names)


def _first_only(condition: exp.Expr) -> exp.Window | None:
    """The window of `row_number() over (...) = 1`."""
    test = condition.unnest()
    sides = (test.this, test.expression) if isinstance(test, exp.EQ) else ()
    window = next((side for side in sides if isinstance(side, exp.Window)), None)
    one = any(isinstance(side, exp.Literal) and side.this == "1" for side in sides)
    is_number = window is not None and isinstance(window.this, exp.RowNumber) and window.args.get("partition_by")
    return window if one and is_number else None


def _branches(scope: Scope) -> list[Scope]:
    """The selects of a union, those of its inner unions among them."""
    return [
        leaf
        for branch in scope.set_operation_scopes
        for leaf in (_branches(branch) if _is_union_all(branch) else [branch])
    ]


def _is_union_all(scope: Scope) -> bool:
    return isinstance(scope.expression, exp.Union) and not scope.expression.args.get("distinct")


def _told_apart(branches: list[Scope]) -> int | None:
    """The place of a column in which each branch of a union has another literal."""
    for place in range(len(query(branches[0]).selects)):
        found = [_literal(branch, place) for branch in branches]
        if None not in found and len(set(found)) == len(found):
            return place
    return None


def _literal(scope: Scope, place: int) -> str | None:
    """The literal that an output is in every row, written here or where it is read from."""
    if not isinstance(scope.expression, exp.Select):
        return None
    node = scope.expression.selects[place].unalias()
    if isinstance(node, exp.Literal):
        return str(node.this)
    source = selected(scope).get(node.table) if isinstance(node, exp.Column) else None
    if not isinstance(source, Scope) or node.name not in query(source).named_selects:
        return None
    return _literal(source, query(source).named_selects.index(node.name))


def _equalities(select: exp.Expr) -> tuple[list[tuple[Name, Name]], set[Name]]:
    """Which column fixes which, and those with one value. An outer join fixes only what it may leave empty."""
    pairs: list[tuple[Name, Name]] = []
    constants: set[Name] = set()
    where = select.args.get("where")
    wholes: list[tuple[Any, str | None, str]] = [(where.this, None, "")] if where is not None else []
    for join in select.args.get("joins") or ():
        if join.args.get("on") is not None and join.side != "FULL":
            wholes.append((join.args["on"], join.this.alias_or_name, join.side))
    for whole, joined, side in wholes:
        for part in whole.flatten() if isinstance(whole, exp.And) else [whole]:
            test = part.unnest()
            if not isinstance(test, exp.EQ | exp.NullSafeEQ):
                continue
            names = [found for each in (test.this, test.expression) if (found := _column(each)) is not None]
            if len(names) == 2:
                both = ((names[0], names[1]), (names[1], names[0]))
                pairs += [(one, other) for one, other in both if not side or (other[0] == joined) == (side == "LEFT")]
            elif len(names) == 1 and _is_constant(test) and (not side or (names[0][0] == joined) == (side == "LEFT")):
                constants.add(names[0])
    return pairs, constants


def _is_constant(test: exp.Expr) -> bool:
    return any(each.find(exp.Column) is None for each in (test.this, test.expression))
