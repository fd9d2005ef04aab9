"""Whether a join can give several rows where the header promises one.

The grain of a model fixes columns; equalities carry that on, and once the grain of a table that is read is fixed, so is
its row. A table whose row stays open multiplies. Where a filter may choose one row the author has the benefit of the
doubt: the grain is tested on the data as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.judging.meaning import Problem, query

# relation -> the columns that make a row of it unique, empty when nobody says.
Grains = Mapping[str, tuple[str, ...]]
Name = tuple[str, str]

_REDUCES = ("group", "distinct", "qualify", "having", "limit", "laterals", "pivots")


@dataclass(frozen=True)
class _Read:
    """A table as a select reads it, with the columns of its grain under the names they have there."""

    relation: str
    grain: tuple[str, ...]


def multiplied(root: Scope, grain: tuple[str, ...], grains: Grains) -> Problem | None:
    """The first table that a model reads whose rows its grain does not tell apart."""
    scope, wanted = root, set(grain)
    while grain and _keeps_rows(scope):
        names = {_origin(scope, column) for column in wanted}
        if None in names:
            return None
        fixed = {name for name in names if name is not None}
        inner = _only_source(scope)
        if inner is None:
            return _open_read(scope, fixed, grains, grain)
        scope, wanted = inner, {column for _, column in fixed}
    return None


def _keeps_rows(scope: Scope) -> bool:
    """A select that gives one row for each combination of rows it reads, or fewer."""
    select = scope.expression
    if not isinstance(select, exp.Select) or any(select.args.get(key) for key in _REDUCES):
        return False
    return not any(query(scope).selects and _aggregates(each) for each in select.selects)


def _aggregates(node: exp.Expr) -> bool:
    return any(not isinstance(found.parent, exp.Window | exp.Filter) for found in node.find_all(exp.AggFunc))


def _origin(scope: Scope, name: str) -> Name | None:
    """The column of a source that an output column is, unchanged."""
    names = query(scope).named_selects
    node = query(scope).selects[names.index(name)].unalias() if name in names else None
    return (node.table, node.name) if isinstance(node, exp.Column) else None


def _only_source(scope: Scope) -> Scope | None:
    sources = [source for _, source in scope.selected_sources.values()]
    plain = not scope.expression.args.get("joins") and not scope.expression.args.get("where")
    return sources[0] if plain and len(sources) == 1 and isinstance(sources[0], Scope) else None


def _open_read(scope: Scope, fixed: set[Name], grains: Grains, grain: tuple[str, ...]) -> Problem | None:
    reads = {alias: _read(source, grains) for alias, (_, source) in scope.selected_sources.items()}
    pairs = _equalities(scope, fixed, reads)
    known = _closed(fixed, pairs, reads)
    for alias, read in reads.items():
        missing = [column for column in read.grain if (alias, column) not in known] if read else []
        if read and missing:
            return _problem(scope, alias, read, missing, grain)
    return None


def _read(source: exp.Expr | Scope, grains: Grains) -> _Read | None:
    """A table with a known grain, read as it is or through selects that keep all its rows."""
    if isinstance(source, exp.Table):
        relation = f"{source.db}.{source.name}" if source.db else source.name
        return _Read(relation, grains[relation]) if grains.get(relation) else None
    if not isinstance(source, Scope):
        return None
    sources = list(source.selected_sources.values())
    if not _keeps_rows(source) or source.expression.args.get("where") or len(sources) != 1:
        return None
    inner = _read(sources[0][1], grains)
    if inner is None:
        return None
    renamed = {origin[1]: name for name in query(source).named_selects if (origin := _origin(source, name))}
    if not set(inner.grain) <= set(renamed):
        return None
    return _Read(inner.relation, tuple(renamed[column] for column in inner.grain))


def _equalities(scope: Scope, fixed: set[Name], reads: dict[str, _Read | None]) -> list[tuple[Name, Name]]:
    """Pairs of equal columns. Constants go to `fixed`; a table with any other condition goes out of `reads`."""
    pairs = []
    for condition in _conditions(scope.expression):
        sides = [condition.left, condition.right] if isinstance(condition, exp.EQ) else []
        columns = [(side.table, side.name) for side in sides if isinstance(side, exp.Column)]
        if len(columns) == 2:
            pairs.append((columns[0], columns[1]))
        elif len(columns) == 1 and not any(side.find(exp.Column) for side in sides if not isinstance(side, exp.Column)):
            fixed.add(columns[0])
        else:
            for column in condition.find_all(exp.Column):
                reads[column.table] = None
    for join in scope.expression.args.get("joins") or ():
        if join.args.get("kind") in ("SEMI", "ANTI") or join.args.get("side") in ("SEMI", "ANTI"):
            reads[join.alias_or_name] = None
    return pairs


def _conditions(select: exp.Expr) -> Iterator[exp.Expr]:
    where = select.args.get("where")
    wholes = [join.args.get("on") for join in select.args.get("joins") or ()] + [where.this if where else None]
    for whole in wholes:
        if whole is not None:
            yield from (each.unnest() for each in (whole.flatten() if isinstance(whole, exp.And) else [whole]))


def _closed(fixed: set[Name], pairs: list[tuple[Name, Name]], reads: Mapping[str, _Read | None]) -> set[Name]:
    """Everything that the fixed columns fix. Tables of which nobody knows the grain count as fixed."""
    known, size = set(fixed), -1
    rows = {alias for alias, read in reads.items() if read is None}
    while size != len(known) + len(rows):
        size = len(known) + len(rows)
        for one, other in pairs:
            for first, second in ((one, other), (other, one)):
                if first in known or first[0] in rows:
                    known.add(second)
        rows |= {alias for alias, read in reads.items() if read and all((alias, each) in known for each in read.grain)}
    return known


def _problem(scope: Scope, alias: str, read: _Read, missing: list[str], grain: tuple[str, ...]) -> Problem:
    node = next(
        (join for join in scope.expression.args.get("joins") or () if join.alias_or_name == alias), scope.expression
    )
    columns = ", ".join(missing)
    what = (
        f"{read.relation} has a row for each {', '.join(read.grain)}; nothing here says which {columns}, "
        f"so one {', '.join(grain)} would come several times"
    )
    return Problem(what, node, f"join by {columns} as well, choose one row first, or add {columns} to the grain")
