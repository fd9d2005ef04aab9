"""SQL for the cells that one column of a select was made from, as lists beside it.

With conditions, of a `case` also what its tests looked at, up to the branch that was taken: that is why a value is
missing.
"""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.adapters import literal
from warehouse.adapters.words import named
from warehouse.explaining.lineage import FILTER, ROWS, VALUE, references
from warehouse.explaining.rewrite import JOINED, is_grouped
from warehouse.models.scopes import UntraceableError, projection, selected

ALL, OWN = KINDS = ("all", "own")
ROW_ID = "cell__row"
NONE = "cast([] as varchar[])"

# These windows hand on a value of another row, and so can hand on the cells it was made from.
_MOVES = (exp.Lead, exp.Lag, exp.FirstValue, exp.LastValue, exp.NthValue)


def cells_column(kind: str, column: str) -> str:
    return f"{kind}__{'rows' if column == ROWS else column}"


def is_query(source: exp.Table | Scope) -> TypeGuard[Scope]:
    """Whether a source is a query of its own. Rows written into the query have no cells; other tables are refused."""
    if not isinstance(source, Scope) or isinstance(source.expression, exp.Query):
        return isinstance(source, Scope)
    if isinstance(source.expression, exp.Values):
        return False
    raise UntraceableError("a table is made by a function")


def select_of(scope: Scope) -> exp.Select:
    if not isinstance(scope.expression, exp.Select):
        raise UntraceableError("a table is made by a function")
    return scope.expression


def followed(expression: exp.Expr, *, conditions: bool) -> Iterator[exp.Expr]:
    """What an expression takes its value from; with conditions, also what a `case` in it tests."""
    for node, role in references(expression):
        is_tested = role == FILTER and not isinstance(node.find_ancestor(exp.Filter, exp.Select), exp.Filter)
        if role == VALUE or (conditions and is_tested):
            yield node


class Cells:
    """SQL text for the cells of one column of a select."""

    def __init__(self, scope: Scope, *, conditions: bool) -> None:
        select = select_of(scope)
        self._conditions = conditions
        self._scope, self._select = scope, select
        self._sources = selected(scope)
        self.folds = is_grouped(select)
        self.whole = True
        if select.args.get("distinct") is not None:
            raise UntraceableError("a 'distinct' over groups, or a 'distinct on' without an order")

    def of(self, column: str, kind: str) -> str:
        if column == ROWS:
            made = self._of_rows(kind)
            return _gathered(made) if self.folds else made
        expression = projection(self._scope, column)
        made = self._made(expression, kind)
        if self.folds:
            return made
        return made if kind == OWN or expression.find(exp.Window) else _among_candidates(self._select, made)

    def _of_rows(self, kind: str) -> str:
        return _together(self._cell(name, ROWS, kind) for name in self._sources if not name.startswith(JOINED))

    def _made(self, expression: exp.Expr, kind: str) -> str:
        case = expression.unnest()
        if self._conditions and isinstance(case, exp.Case):
            return self._of_case(case, kind)
        return self._of_group(expression, kind) if self.folds else self._of_row(expression, kind)

    def _of_case(self, case: exp.Case, kind: str) -> str:
        """What the tests looked at up to the branch that was taken, and what that one is made of."""
        tested = [self._made(case.this, kind)] if case.this is not None else []
        branches = []
        for branch in case.args["ifs"]:
            tested.append(self._made(branch.this, kind))
            made = _together([*tested, self._made(branch.args["true"], kind)])
            branches.append(f"when {branch.this.sql('duckdb')} then {made}")
        default = case.args.get("default")
        rest = _together([*tested, *([self._made(default, kind)] if default is not None else [])])
        of = case.this.sql("duckdb") if case.this is not None else ""
        return f"case {of} {' '.join(branches)} else {rest} end"

    def _of_row(self, expression: exp.Expr, kind: str) -> str:
        """The cells of the columns in an expression, those under a window from the rows of the window."""
        parts = []
        for node in followed(expression, conditions=self._conditions):
            window = node.find_ancestor(exp.Window, exp.Select)
            made = self._of_node(node, kind)
            parts.append(_through(window, made, kind) if isinstance(window, exp.Window) else made)
        return _together(parts)

    def _of_group(self, expression: exp.Expr, kind: str) -> str:
        """An aggregate that is only looked at, as in `case when count(*) > 1`, is no value."""
        values = {id(node): node for node in followed(expression, conditions=self._conditions)}
        parts = []
        for aggregate in _aggregates(expression):
            folded = [values.pop(id(node)) for node, _ in references(aggregate) if id(node) in values]
            parts += [self._of_aggregate(aggregate, folded, kind)] if folded else []
        return _together([*parts, *(_gathered(self._of_node(node, kind)) for node in values.values())])

    def _of_aggregate(self, aggregate: exp.Expr, folded: Iterable[exp.Expr], kind: str) -> str:
        """The rows that gave the aggregate a value; of a maximum or minimum, those that gave that very one."""
        made = _together(self._of_node(node, kind) for node in folded)
        tests = [f"({counted.sql('duckdb')}) is not null" for counted in _counted(aggregate)]
        if isinstance(aggregate.parent, exp.Filter):
            tests.append(aggregate.parent.expression.this.sql("duckdb"))
        where = f" filter (where {' and '.join(tests)})" if tests else ""
        ranking = _ranking(aggregate)
        if kind == OWN and ranking:
            return f"coalesce(first({made} order by {ranking}, {made}){where}, {NONE})"
        return f"coalesce(flatten(list({made}){where}), {NONE})"

    def _of_node(self, node: exp.Expr, kind: str) -> str:
        if isinstance(node, exp.Star):
            return self._of_rows(kind)
        if isinstance(node, exp.Column):
            if node.table and node.table not in self._sources and node.find_ancestor(exp.Lambda) is None:
                raise UntraceableError("a subquery makes its value of a column of the query around it")
            return self._cell(node.table, node.name, kind)
        self.whole = False
        return NONE

    def _cell(self, source: str, column: str, kind: str) -> str:
        found = self._sources.get(source)
        if isinstance(found, exp.Table):
            row = f"{named(source)}.{ROW_ID}"
            return f"case when {row} is null then {NONE} else [{row} || {literal(f'#{column}')}] end"
        if found is None or not is_query(found):
            return NONE
        return f"coalesce({named(source)}.{named(cells_column(kind, column))}, {NONE})"


def _aggregates(expression: exp.Expr) -> list[exp.Expr]:
    """The aggregates in an expression that fold rows, not those that look over a window."""
    found, home = expression.find_all(exp.AggFunc), expression.find_ancestor(exp.Query)
    return [each for each in found if not _is_windowed(each) and each.find_ancestor(exp.Query) is home]


def _is_windowed(aggregate: exp.Expr) -> bool:
    """`max(x) over ...`, or `max(x) filter (...) over ...`; not the inner one of `sum(max(x)) over ...`."""
    outer = aggregate.parent
    while isinstance(outer, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        outer = outer.parent
    return isinstance(outer, exp.Window)


def _counted(aggregate: exp.Expr) -> list[exp.Expr]:
    """What must not be missing in a row for the aggregate to see it; nothing for `count(*)`."""
    counted = aggregate.this.this if isinstance(aggregate.this, exp.Order) else aggregate.this
    if isinstance(counted, exp.Distinct):
        return list(counted.expressions)
    return [] if counted is None or isinstance(counted, exp.Star) else [counted]


def _ranking(aggregate: exp.Expr) -> str | None:
    """How rows are ordered so that the one a maximum or minimum takes comes first."""
    by = aggregate.expression if isinstance(aggregate, exp.ArgMax | exp.ArgMin) else aggregate.this
    if isinstance(aggregate, exp.Max | exp.ArgMax):
        return f"{by.sql('duckdb')} desc"
    return f"{by.sql('duckdb')} asc" if isinstance(aggregate, exp.Min | exp.ArgMin) else None


def _together(parts: Iterable[str]) -> str:
    several = list(dict.fromkeys(part for part in parts if part != NONE))
    if len(several) < 2:
        return several[0] if several else NONE
    return f"list_distinct(flatten([{', '.join(several)}]))"


def _gathered(made: str) -> str:
    return NONE if made == NONE else f"coalesce(list_distinct(flatten(list({made}))), {NONE})"


def _through(window: exp.Window, made: str, kind: str) -> str:
    """Cells seen through a window: those of the row a `lead` points to, or of all rows it looks over."""
    over = window.copy()
    function = over.this
    if isinstance(function, _MOVES):
        function.set("this", exp.maybe_parse(made, dialect="duckdb"))
        return f"coalesce({over.sql('duckdb')}, {NONE})"
    over.set("this", exp.maybe_parse(f"list({made})", dialect="duckdb"))
    return f"coalesce(flatten({over.sql('duckdb')}), {NONE})"


def _among_candidates(select: exp.Select, made: str) -> str:
    """With what `qualify` chose also what it chose from: the rows of the same partition."""
    qualify = select.args.get("qualify")
    window = qualify.find(exp.Window) if qualify is not None else None
    if window is None or made == NONE:
        return made
    partition = ", ".join(each.sql("duckdb") for each in window.args.get("partition_by") or ())
    return f"flatten(list({made}) over ({f'partition by {partition}' if partition else ''}))"
