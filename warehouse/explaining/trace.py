"""A query rewritten so that each value says which cells of which rows it was made from.

A cell is written `relation#row#column`. Beside every column wanted stand two lists of cells: `all__` has every cell
that went in, candidates that a `qualify` passed over included; `own__` those that decided it: of a maximum the row with
the maximum, of a `qualify` the row it kept. Only values are followed, not what filters, joins or orders.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple, TypeGuard

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.explaining.lineage import ROWS, VALUE, references
from warehouse.explaining.rewrite import JOINED, is_grouped, rewritten
from warehouse.models.scopes import UntraceableError, outputs, projection, relation_of, selected

ALL, OWN = KINDS = ("all", "own")
ROW_ID = "cell__row"
NONE = "cast([] as varchar[])"

# These windows hand on a value of another row, and so can hand on the cells it was made from.
_MOVES = (exp.Lead, exp.Lag, exp.FirstValue, exp.LastValue, exp.NthValue)


class Traced(NamedTuple):
    """A query with cells. Those are `whole` but where a subquery that `in` or `exists` looks through makes a value."""

    sql: str
    whole: bool


def trace(
    root: Scope, wanted: Iterable[str], kept: Iterable[str], number_of: Callable[[str], str] = lambda relation: "rowid"
) -> Traced:
    """The query with the cells of the `wanted` columns beside the `kept` ones; `*` wants the rows themselves.

    `number_of` says how the rows of a table are numbered. Raises UntraceableError. The tree of `root` is changed.
    """
    root = rewritten(root)
    writer = _Writer(_needs(root, frozenset(wanted)), number_of)
    for scope in _from_the_top(root):
        writer.write(scope)
    _leave_out(root, kept)
    return Traced(root.expression.sql(dialect="duckdb"), writer.whole)


def _leave_out(root: Scope, kept: Iterable[str]) -> None:
    """Drop the columns that nobody asked for, where that changes no row: it saves the database most of its work."""
    select = root.expression
    if isinstance(select, exp.Select) and not select.args.get("group") and not select.args.get("order"):
        names = {*kept, *(each.alias_or_name for each in select.selects if "__" in each.alias_or_name)}
        select.set("expressions", [each for each in select.selects if each.alias_or_name in names])


def cells_column(kind: str, column: str) -> str:
    return f"{kind}__{'rows' if column == ROWS else column}"


def _from_the_top(root: Scope) -> list[Scope]:
    """Every scope before those it reads."""
    return list(reversed(list(root.traverse())))


def _needs(root: Scope, wanted: Set[str]) -> dict[int, set[str]]:
    """Which columns of each scope go into the wanted ones."""
    needs: dict[int, set[str]] = {id(root): set(wanted)}
    for scope in _from_the_top(root):
        for name in sorted(needs.get(id(scope), ())):
            for source, column in _reads(scope, name):
                needs.setdefault(id(source), set()).add(column)
    return needs


def _reads(scope: Scope, name: str) -> Iterator[tuple[Scope, str]]:
    """The scopes and columns that one column of a scope is made from."""
    if scope.set_operation_scopes:
        for branch in scope.set_operation_scopes:
            yield branch, _in_branch(scope, branch, name)
        return
    sources = {each: source for each, source in selected(scope).items() if _is_query(source)}
    if name == ROWS:
        yield from ((source, ROWS) for name, source in sources.items() if not name.startswith(JOINED))
        return
    for node, role in references(projection(scope, name)):
        if role != VALUE:
            continue
        if isinstance(node, exp.Star):
            yield from _reads(scope, ROWS)
        elif isinstance(node, exp.Column) and node.table in sources:
            yield sources[node.table], node.name


def _is_query(source: exp.Table | Scope) -> TypeGuard[Scope]:
    """Whether a source is a query of its own. Rows written into the query have no cells; other tables are refused."""
    if not isinstance(source, Scope) or isinstance(source.expression, exp.Query):
        return isinstance(source, Scope)
    if isinstance(source.expression, exp.Values):
        return False
    raise UntraceableError("a table is made by a function")


def _select_of(scope: Scope) -> exp.Select:
    if not isinstance(scope.expression, exp.Select):
        raise UntraceableError("a table is made by a function")
    return scope.expression


def _in_branch(scope: Scope, branch: Scope, name: str) -> str:
    """The columns of a union go by their place."""
    return name if name == ROWS else outputs(branch)[outputs(scope).index(name)]


class _Writer:
    """Adds the lists of cells to one scope after the other."""

    def __init__(self, needs: Mapping[int, set[str]], number_of: Callable[[str], str]) -> None:
        self._needs, self._number_of = needs, number_of
        self._names: dict[int, list[tuple[str, str]]] = {}
        self.whole = True

    def write(self, scope: Scope) -> None:
        needed = self._names.get(id(scope)) or [(name, name) for name in sorted(self._needs.get(id(scope), ()))]
        if not needed:
            return
        if scope.set_operation_scopes:
            self._pass_to_branches(scope, needed)
        else:
            self._extend(scope, needed)

    def _pass_to_branches(self, scope: Scope, needed: list[tuple[str, str]]) -> None:
        """Branches add the same lists in the same order, under the names the union goes by."""
        operation = scope.expression
        if not isinstance(operation, exp.Union) or operation.args.get("distinct"):
            raise UntraceableError("a set operation other than 'union all'")
        for branch in scope.set_operation_scopes:
            self._names[id(branch)] = [(_in_branch(scope, branch, column), public) for column, public in needed]

    def _extend(self, scope: Scope, needed: list[tuple[str, str]]) -> None:
        select, added = _select_of(scope), []
        cells = _Cells(scope)
        for column, public in needed:
            everything, deciding = cells.of(column, ALL), cells.of(column, OWN)
            if everything == deciding and not cells.folds:  # the database would work it out twice
                deciding = f'"{cells_column(ALL, public)}"'
            added.append(f'{everything} as "{cells_column(ALL, public)}"')
            added.append(f'{deciding} as "{cells_column(OWN, public)}"')
        self._number_rows(scope)
        self.whole = self.whole and cells.whole
        select.select(*added, dialect="duckdb", copy=False)

    def _number_rows(self, scope: Scope) -> None:
        for name, (node, source) in scope.selected_sources.items():
            if isinstance(source, exp.Table) and isinstance(node, exp.Table):
                relation = relation_of(source)
                numbered = (
                    f"select *, '{relation}#' || {self._number_of(relation)} as {ROW_ID} from {relation} as numbered"
                )
                query: exp.Expr = exp.maybe_parse(numbered, dialect="duckdb")
                node.replace(exp.Subquery(this=query, alias=exp.to_identifier(name)))


class _Cells:
    """SQL text for the cells of one column of a select."""

    def __init__(self, scope: Scope) -> None:
        select = _select_of(scope)
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
        if self.folds:
            return self._of_group(expression, kind)
        made = self._of_row(expression, kind)
        return made if kind == OWN or expression.find(exp.Window) else _among_candidates(self._select, made)

    def _of_rows(self, kind: str) -> str:
        return _together(self._cell(name, ROWS, kind) for name in self._sources if not name.startswith(JOINED))

    def _of_row(self, expression: exp.Expr, kind: str) -> str:
        """The cells of the columns in an expression, those under a window from the rows of the window."""
        parts = []
        for node, role in references(expression):
            if role != VALUE:
                continue
            window = node.find_ancestor(exp.Window, exp.Select)
            made = self._of_node(node, kind)
            parts.append(_through(window, made, kind) if isinstance(window, exp.Window) else made)
        return _together(parts)

    def _of_group(self, expression: exp.Expr, kind: str) -> str:
        """An aggregate that is only looked at, as in `case when count(*) > 1`, is no value."""
        values = {id(node): node for node, role in references(expression) if role == VALUE}
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
            return f"case when {source}.{ROW_ID} is null then {NONE} else [{source}.{ROW_ID} || '#{column}'] end"
        if found is None or not _is_query(found):
            return NONE
        return f'coalesce({source}."{cells_column(kind, column)}", {NONE})'


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
