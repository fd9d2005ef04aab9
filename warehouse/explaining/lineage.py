"""What each column of a query is made from: upstream columns, and the part each plays.

`value` columns go into the value itself. The others decide which rows it is made of: `filter`, `join`, `group`, and
`order` for windows and limits. An origin `relation.*` stands for the rows of a relation, as `count(*)` reads them. A
column is named as the relation that has it spells it, in whatever case the query does.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.models.scopes import Columns, outputs, projection, qualified, relation_of, selected

VALUE, FILTER, JOIN, GROUP, ORDER = ROLES = ("value", "filter", "join", "group", "order")
ROWS = "*"


class Origin(NamedTuple):
    relation: str
    column: str
    role: str


Origins = frozenset[Origin]


def column_lineage(sql: str, known: Columns) -> dict[str, Origins]:
    """The origins of every column a query yields, by its name in lower case. Raises UntraceableError when the query
    cannot be read."""
    root = qualified(sql, known)
    return lineage_of(root, outputs(root), known)


def lineage_of(root: Scope, wanted: Iterable[str], known: Columns) -> dict[str, Origins]:
    """The origins of these columns of a query."""
    reader = _Reader(known)
    return {name: reader.output(root, name.lower()) for name in wanted}


def spelled(known: Columns, relation: str, column: str) -> str:
    """A column as its relation spells it."""
    names = known.get(relation, {})
    return column if column in names else next((name for name in names if name.lower() == column.lower()), column)


def references(expression: exp.Expr, role: str = VALUE) -> Iterator[tuple[exp.Expr, str]]:
    """The columns, subqueries and `count(*)` in an expression, not looking into subqueries, each with its role."""
    if isinstance(expression, exp.Column | exp.Query | exp.Star):
        yield (expression.unnest() if isinstance(expression, exp.Query) else expression), role
        return
    for child in expression.iter_expressions():
        yield from references(child, _role_in(expression, child) if role == VALUE else role)


def _role_in(parent: exp.Expr, child: exp.Expr) -> str:
    """The role of a part of an expression. What `case` tests is a filter, if anything it yields has a value to read.

    What an aggregate is ordered by orders it; what a quantile `within group (order by x)` orders is its value.
    """
    key = child.arg_key
    if isinstance(parent, exp.Window):
        return VALUE if key == "this" else ORDER
    if isinstance(parent, exp.Filter) and key == "expression":
        return FILTER
    if isinstance(parent, exp.ArgMax | exp.ArgMin) and key != "this":
        return ORDER
    if isinstance(child, exp.Ordered):
        return VALUE if isinstance(parent.parent, exp.WithinGroup) else ORDER
    if isinstance(parent, exp.If) and key == "this" and _yields_columns(parent.parent or parent):
        return FILTER
    return VALUE


def _yields_columns(case: exp.Expr) -> bool:
    branches = [*case.args.get("ifs", []), case] if isinstance(case, exp.Case) else [case]
    yielded = [branch.args.get("true") for branch in branches] + [case.args.get("default"), case.args.get("false")]
    return any(_reads_columns(each.unnest()) for each in yielded if each is not None)


def _reads_columns(yielded: exp.Expr) -> bool:
    """A `case` within a `case` is looked at for what it yields, not for what it tests."""
    return _yields_columns(yielded) if isinstance(yielded, exp.Case | exp.If) else yielded.find(exp.Column) is not None


class _Reader:
    """Origins by scope and column, each worked out once.

    Parts are handed on as whole sets: a large query takes a column through dozens of steps, and to unite sets is quick.
    """

    def __init__(self, known: Columns) -> None:
        self._known = known
        self._outputs: dict[tuple[int, str], Origins] = {}
        self._shapes: dict[int, Origins] = {}

    def output(self, scope: Scope, name: str) -> Origins:
        key = (id(scope), name)
        if key not in self._outputs:
            self._outputs[key] = frozenset()
            self._outputs[key] = self.shape(scope).union(*self._made(scope, name))
        return self._outputs[key]

    def shape(self, scope: Scope) -> Origins:
        """What decides which rows a scope has."""
        if id(scope) not in self._shapes:
            self._shapes[id(scope)] = frozenset()
            self._shapes[id(scope)] = frozenset().union(*self._shaped(scope))
        return self._shapes[id(scope)]

    def _made(self, scope: Scope, name: str) -> Iterator[Origins]:
        if scope.set_operation_scopes:
            place = outputs(scope).index(name)
            for branch in scope.set_operation_scopes:
                yield self.output(branch, outputs(branch)[place])
        elif isinstance(scope.expression, exp.Select):
            yield from self._of(scope, projection(scope, name), VALUE)
        else:
            yield from self._of(scope, scope.expression, VALUE)

    def _shaped(self, scope: Scope) -> Iterator[Origins]:
        select = scope.expression
        for branch in scope.set_operation_scopes:
            yield self.shape(branch)
            if isinstance(select, exp.SetOperation) and _compares_rows(select):
                for name in outputs(branch):
                    yield _as(GROUP, self.output(branch, name))
        if isinstance(select, exp.Select):
            for clause, role in _clauses(select):
                yield from self._of(scope, clause, role)
            for source in selected(scope).values():
                yield self.shape(source) if isinstance(source, Scope) else frozenset()

    def _of(self, scope: Scope, expression: exp.Expr, role: str) -> Iterator[Origins]:
        for node, inner in references(expression):
            part = inner if role == VALUE or inner == ORDER else role
            if isinstance(node, exp.Column):
                yield _as(part, self._column(scope, node))
            elif isinstance(node, exp.Star):
                yield _as(part, frozenset(self._rows(scope)))
            else:
                yield from self._subquery(scope, node, part)

    def _column(self, scope: Scope, column: exp.Column) -> Origins:
        source = scope.sources.get(column.table)
        if isinstance(source, Scope) and isinstance(source.expression, exp.Query):
            return self.output(source, column.name) if column.name in outputs(source) else frozenset()
        if isinstance(source, Scope):  # a table made by a function or written into the query
            return frozenset().union(*self._of(source, source.expression, VALUE))
        if isinstance(source, exp.Table):
            relation = relation_of(source)
            return frozenset({Origin(relation, spelled(self._known, relation, column.name), VALUE)})
        if not column.table and isinstance(scope.expression, exp.Select) and column.name in outputs(scope):
            return self.output(scope, column.name)
        return self._column(scope.parent, column) if scope.parent is not None else frozenset()

    def _rows(self, scope: Scope) -> Iterator[Origin]:
        for source in selected(scope).values():
            if isinstance(source, Scope):
                yield from self._rows(source)
            else:
                yield Origin(relation_of(source), ROWS, VALUE)

    def _subquery(self, scope: Scope, query: exp.Expr, role: str) -> Iterator[Origins]:
        for inner in scope.subquery_scopes:
            if inner.expression is query:
                for name in outputs(inner):
                    yield _as(role, self.output(inner, name))


def _compares_rows(operation: exp.SetOperation) -> bool:
    return bool(operation.args.get("distinct")) or not isinstance(operation, exp.Union)


def _clauses(select: exp.Select) -> Iterator[tuple[exp.Expr, str]]:
    """The parts of a select that decide which rows it has, with the role of what they read."""
    for key, role in (("where", FILTER), ("having", FILTER), ("qualify", FILTER), ("group", GROUP)):
        if select.args.get(key) is not None:
            yield select.args[key], role
    for join in select.args.get("joins") or ():
        if join.args.get("on") is not None:
            yield join.args["on"], JOIN
    if select.args.get("distinct") is not None:
        yield from ((each, GROUP) for each in select.selects)
    if select.args.get("limit") is not None and select.args.get("order") is not None:
        yield select.args["order"], ORDER


def _as(role: str, origins: Origins) -> Origins:
    """Origins as seen through a use: what serves to filter stays a filter, whatever it was made from."""
    return origins if role == VALUE else frozenset(origin._replace(role=role) for origin in origins)
