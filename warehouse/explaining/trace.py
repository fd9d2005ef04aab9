"""A query rewritten so that each value says which cells of which rows it was made from.

A cell is written `relation#row#column`. Beside every column wanted stand two lists of cells: `all__` has every cell
that went in, candidates that a `qualify` passed over included; `own__` those that decided it: of a maximum the row with
the maximum, of a `qualify` the row it kept. Only values are followed, not what filters, joins or orders; on demand also
what a `case` tested.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.adapters.words import named
from warehouse.explaining.cells import ALL, OWN, ROW_ID, Cells, cells_column, followed, is_query, select_of
from warehouse.explaining.lineage import ROWS
from warehouse.explaining.rewrite import JOINED, rewritten
from warehouse.models.scopes import UntraceableError, outputs, projection, relation_of, selected


class Traced(NamedTuple):
    """A query with cells. Those are `whole` but where a subquery that `in` or `exists` looks through makes a value."""

    sql: str
    whole: bool


def trace(
    root: Scope,
    wanted: Iterable[str],
    kept: Iterable[str],
    number_of: Callable[[str], str] = lambda relation: "rowid",
    *,
    conditions: bool = False,
) -> Traced:
    """The query with the cells of the `wanted` columns beside the `kept` ones; `*` wants the rows themselves.

    `number_of` says how the rows of a table are numbered. With `conditions` also the cells that the tests of a `case`
    looked at, up to the branch that was taken. Columns in cells are in lower case. Raises UntraceableError.
    """
    root, wanted = rewritten(root), frozenset(name.lower() for name in wanted)
    writer = _Writer(_needs(root, wanted, conditions=conditions), number_of, conditions=conditions)
    for scope in _from_the_top(root):
        writer.write(scope)
    _leave_out(root, {name.lower() for name in kept})
    return Traced(root.expression.sql(dialect="duckdb"), writer.whole)


def _leave_out(root: Scope, kept: Iterable[str]) -> None:
    """Drop the columns that nobody asked for, where that changes no row: it saves the database most of its work."""
    select = root.expression
    if isinstance(select, exp.Select) and not select.args.get("group") and not select.args.get("order"):
        names = {*kept, *(each.alias_or_name for each in select.selects if "__" in each.alias_or_name)}
        select.set("expressions", [each for each in select.selects if each.alias_or_name in names])


def _from_the_top(root: Scope) -> list[Scope]:
    """Every scope before those it reads."""
    return list(reversed(list(root.traverse())))


def _needs(root: Scope, wanted: Set[str], *, conditions: bool) -> dict[int, set[str]]:
    """Which columns of each scope go into the wanted ones."""
    needs: dict[int, set[str]] = {id(root): set(wanted)}
    for scope in _from_the_top(root):
        for name in sorted(needs.get(id(scope), ())):
            for source, column in _reads(scope, name, conditions=conditions):
                needs.setdefault(id(source), set()).add(column)
    return needs


def _reads(scope: Scope, name: str, *, conditions: bool) -> Iterator[tuple[Scope, str]]:
    """The scopes and columns that one column of a scope is made from."""
    if scope.set_operation_scopes:
        for branch in scope.set_operation_scopes:
            yield branch, _in_branch(scope, branch, name)
        return
    sources = {each: source for each, source in selected(scope).items() if is_query(source)}
    if name == ROWS:
        yield from ((source, ROWS) for name, source in sources.items() if not name.startswith(JOINED))
        return
    for node in followed(projection(scope, name), conditions=conditions):
        if isinstance(node, exp.Star):
            yield from _reads(scope, ROWS, conditions=conditions)
        elif isinstance(node, exp.Column) and node.table in sources:
            yield sources[node.table], node.name


def _in_branch(scope: Scope, branch: Scope, name: str) -> str:
    """The columns of a union go by their place."""
    return name if name == ROWS else outputs(branch)[outputs(scope).index(name)]


class _Writer:
    """Adds the lists of cells to one scope after the other."""

    def __init__(self, needs: Mapping[int, set[str]], number_of: Callable[[str], str], *, conditions: bool) -> None:
        self._needs, self._number_of, self._conditions = needs, number_of, conditions
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
        select, added = select_of(scope), []
        cells = Cells(scope, conditions=self._conditions)
        for column, public in needed:
            everything, deciding = cells.of(column, ALL), cells.of(column, OWN)
            if everything == deciding and not cells.folds:  # the database would work it out twice
                deciding = named(cells_column(ALL, public))
            added.append(f"{everything} as {named(cells_column(ALL, public))}")
            added.append(f"{deciding} as {named(cells_column(OWN, public))}")
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
