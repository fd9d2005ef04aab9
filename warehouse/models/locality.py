"""Which models can be built one group of subjects at a time, read from their SQL and never declared.

A query is local when every row it yields is made from rows of one subject: each join between such rows compares the
subject, each grouping and window is within it. Registries are the same everywhere and go along. What is not local says
why, at the first thing that crosses subjects.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.models.identifiers import REPLICATED, Identifiers, Rows, equalities
from warehouse.models.scopes import (
    Columns,
    UntraceableError,
    aggregates,
    outputs,
    qualified,
    relation_of,
    selected,
    with_parentheses,
)


class CrossingError(Exception):
    """The query needs the rows of several subjects at once; the message says where."""


@dataclass(frozen=True)
class Locality:
    """`local` models are built group by group. `crossing` says of each other model why it needs all subjects at once.

    Of what is not local, the relations in `scattered` have rows of subjects, which can be sent to their groups."""

    local: frozenset[str]
    scattered: frozenset[str]
    crossing: Mapping[str, str]


def find_local(given: Iterable[str], models: Iterable[tuple[str, str]], columns: Columns, subject: str) -> Locality:
    """Sort models, given as relation and SQL with parents first. `subject` is what the identifier is called in `given`;
    a given relation without it is the same for all subjects."""
    known = {name: Rows(True, frozenset({subject})) if subject in columns[name] else REPLICATED for name in given}
    scattered = {name for name, rows in known.items() if rows.are_local}
    local, crossing = set(), {}
    for relation, sql in models:
        try:
            known[relation] = rows_of(sql, known, columns)
        except (CrossingError, UntraceableError) as reason:
            crossing[relation] = str(reason)
            # However it was made, a table that names subjects can be divided among their groups afterwards.
            known[relation] = Rows(True, frozenset({subject})) if subject in columns[relation] else REPLICATED
            scattered |= {relation} if known[relation].are_local else set()
        else:
            if known[relation].are_local:
                local.add(relation)
            else:
                crossing[relation] = "it reads nothing of subjects"
    return Locality(frozenset(local), frozenset(scattered), crossing)


def rows_of(sql: str, known: Mapping[str, Rows], columns: Columns) -> Rows:
    """What a query yields that reads only known relations. Raises CrossingError or UntraceableError."""
    root = qualified(sql, columns)
    if any(map(_reads_itself, root.expression.find_all(exp.CTE))):
        raise CrossingError("a recursive query goes on from rows of other subjects")
    if root.expression.find(exp.Pivot):
        raise CrossingError("a pivot groups rows by every column that it does not name")
    reader = _Reader(known)
    found = reader.rows(root)
    reader.hold_all_read(root)
    return found


def _reads_itself(cte: exp.CTE) -> bool:
    return any(table.name == cte.alias and not table.db for table in cte.this.find_all(exp.Table))


class _Reader:
    """What each scope of one query yields, worked out once."""

    def __init__(self, known: Mapping[str, Rows]) -> None:
        self._known = known
        self._seen: dict[int, Rows] = {}
        self._read: set[int] = set()

    def hold_all_read(self, root: Scope) -> None:
        """What stands where no query is looked for, as one that is `lateral`, must not go by unread."""
        tables = [each for each in root.expression.find_all(exp.Table) if relation_of(each) in self._known]
        if any(id(table) not in self._read for table in tables):
            raise CrossingError("a query that is joined for each row, or never read, cannot be followed")

    def rows(self, scope: Scope) -> Rows:
        if id(scope) not in self._seen:
            self._seen[id(scope)] = self._set_operation(scope) if scope.set_operation_scopes else self._select(scope)
        return self._seen[id(scope)]

    def _set_operation(self, scope: Scope) -> Rows:
        branches = [self.rows(branch) for branch in scope.set_operation_scopes]
        if not any(branch.are_local for branch in branches):
            return REPLICATED
        if not all(branch.are_local for branch in branches):
            raise CrossingError("a union of rows of subjects with rows that belong to none")
        _hold_clauses(scope.expression)
        parts = list(zip(map(outputs, scope.set_operation_scopes), branches, strict=True))
        common = set.intersection(*(_places(names, rows.subjects) for names, rows in parts))
        partly = common & {place for names, rows in parts for place in _places(names, rows.partly)}
        operation = scope.expression
        if not common - partly and (operation.args.get("distinct") or not isinstance(operation, exp.Union)):
            raise CrossingError("rows are compared without their subject")
        names = outputs(scope)
        return Rows(True, frozenset(names[place] for place in common), frozenset(names[place] for place in partly))

    def _select(self, scope: Scope) -> Rows:
        select = scope.expression
        if not isinstance(select, exp.Select):
            return REPLICATED
        sources = {name: self._source(source) for name, source in _joined(scope).items()}
        if not any(rows.are_local for rows in sources.values()):
            self._hold_subqueries(scope, lambda column: False, local=False)
            return REPLICATED
        found = Identifiers(select, sources)
        _hold_joins(select, sources, found.is_subject)
        _hold_groups(select, found)
        _hold_windows(select, found)
        _hold_clauses(select)
        self._hold_subqueries(scope, found.is_subject, local=True)
        named = [(name, each) for name, each in _named(select) if found.is_subject(each)]
        partly = frozenset(name for name, each in named if not found.is_present(each))
        return Rows(True, frozenset(name for name, _ in named), partly)

    def _source(self, source: exp.Table | Scope) -> Rows:
        if isinstance(source, Scope):
            return self.rows(source)
        self._read.add(id(source))
        if not source.name or not isinstance(source.this, exp.Identifier):
            return REPLICATED
        return self._known[relation_of(source)]

    def _hold_subqueries(self, scope: Scope, is_subject: Callable[[exp.Expr], bool], *, local: bool) -> None:
        """A query within an expression looks at all rows of its tables, unless it compares the subject."""
        for inner in scope.subquery_scopes:
            rows = self.rows(inner)
            if not rows.are_local:
                continue
            is_member = _is_membership(inner.expression, is_subject) and set(outputs(inner)) <= rows.subjects
            if not local or not (is_member or self._compares(inner, is_subject)):
                raise CrossingError("a query within an expression looks at rows of other subjects")

    def _compares(self, inner: Scope, is_outer_subject: Callable[[exp.Expr], bool]) -> bool:
        where = inner.expression.args.get("where")
        if where is None:
            return False
        sources = {name: self._source(source) for name, source in selected(inner).items()}
        is_inner = Identifiers(inner.expression, sources).is_subject
        return any(
            (is_inner(left) and is_outer_subject(right)) or (is_inner(right) and is_outer_subject(left))
            for left, right in equalities(where.this)
        )


def _joined(scope: Scope) -> dict[str, exp.Table | Scope]:
    """What a select reads, also where only whether there is a row is asked (`semi join`, `anti join`)."""
    asked = {join.this.alias_or_name for join in scope.expression.args.get("joins") or ()} & set(scope.sources)
    return selected(scope) | {name: scope.sources[name] for name in sorted(asked)}


def _places(names: Iterable[str], among: Set[str]) -> set[int]:
    return {place for place, name in enumerate(names) if name in among}


def _is_membership(query: exp.Expr, is_subject: Callable[[exp.Expr], bool]) -> bool:
    """Whether a query stands in `subject in (...)`. Not in `not in`: one missing value decides there for all."""
    test = query.find_ancestor(exp.In)
    is_its_query = test is not None and test.args.get("query") in (query, query.parent)
    return test is not None and is_its_query and is_subject(test.this) and not isinstance(test.parent, exp.Not)


def _hold_joins(select: exp.Select, sources: Mapping[str, Rows], is_subject: Callable[[exp.Expr], bool]) -> None:
    first = select.args["from_"].this.alias_or_name
    bound = {first} if sources[first].are_local else set()
    for join in select.args.get("joins") or ():
        name = join.this.alias_or_name
        is_local = sources.get(name, REPLICATED).are_local
        keeps_left, keeps_right = join.side in ("LEFT", "FULL"), join.side in ("RIGHT", "FULL")
        if is_local and bound and not _joins_subject(join, name, bound, is_subject):
            raise CrossingError(f"the join with {name} does not compare the subject")
        if (is_local and not bound and keeps_left) or (not is_local and bound and keeps_right):
            raise CrossingError(f"the join with {name} keeps rows that belong to no subject")
        if is_local and not bound and (join.kind in ("SEMI", "ANTI") or join.method == "ASOF"):
            raise CrossingError(f"the join with {name} looks among the rows of all subjects")
        if is_local:
            bound.add(name)


def _joins_subject(join: exp.Join, name: str, bound: set[str], is_subject: Callable[[exp.Expr], bool]) -> bool:
    condition = join.args.get("on")
    for left, right in equalities(condition) if condition is not None else ():
        if is_subject(left) and is_subject(right):
            tables = [{column.table for column in side.find_all(exp.Column)} for side in (left, right)]
            if (tables[0] == {name} and tables[1] <= bound) or (tables[1] == {name} and tables[0] <= bound):
                return True
    return False


def _hold_groups(select: exp.Select, found: Identifiers) -> None:
    group, distinct = select.args.get("group"), select.args.get("distinct")
    if group is not None:
        keys = group.expressions or [each for _, each in _named(select) if not aggregates(each)]
        _hold_keys(keys, found, "it groups rows of several subjects")
    elif any(aggregates(each) for each in [*(each for _, each in _named(select)), *_having(select)]):
        raise CrossingError("it sums up all rows")
    if distinct is not None:
        told_apart = (
            distinct.args["on"].expressions if distinct.args.get("on") else [each for _, each in _named(select)]
        )
        _hold_keys(told_apart, found, "it tells rows apart without their subject")


def _hold_keys(keys: Iterable[exp.Expr], found: Identifiers, crossing: str) -> None:
    """Rows that are looked at together are of one subject, which is there."""
    subjects = list(filter(found.is_subject, keys))
    if not subjects:
        raise CrossingError(crossing)
    if not any(map(found.is_present, subjects)):
        name = subjects[0].sql("duckdb")
        raise CrossingError(f"{crossing}: those without {name} ('where {name} is not null' leaves them out)")


def _having(select: exp.Select) -> list[exp.Expr]:
    return [select.args["having"].this] if select.args.get("having") is not None else []


def _hold_windows(select: exp.Select, found: Identifiers) -> None:
    named = {window.name: window for window in select.args.get("windows") or ()}
    for window in select.find_all(exp.Window):
        if window.find_ancestor(exp.Select) is not select:
            continue
        parts = [
            window,
            *(named[each.name] for each in (window.args.get("alias"),) if each is not None and each.name in named),
        ]
        keys = [key for part in parts for key in part.args.get("partition_by") or ()]
        _hold_keys(keys, found, "a window looks at rows of several subjects")


def _hold_clauses(query: exp.Expr) -> None:
    for around in with_parentheses(query):
        for clause in ("limit", "offset", "sample"):
            if around.args.get(clause) is not None:
                raise CrossingError(f"'{clause}' counts rows of several subjects")


def _named(select: exp.Select) -> list[tuple[str, exp.Expr]]:
    return [(each.alias_or_name, each.unalias()) for each in select.selects]
