"""A query spelled out: every column with its table, every star as columns, scope by scope.

What reads a model's SQL for its meaning (where a column comes from, whether subjects meet) starts from this. All names
in it are in lower case, as the database compares them: `Sex` and `sex` are one column.
"""

from collections.abc import Mapping
from typing import TypeVar

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

from warehouse.adapters.words import named
from warehouse.models.parse import DUCKDB

Said = TypeVar("Said")

# relation -> column -> type, of everything a query may read.
Columns = Mapping[str, Mapping[str, str]]


# Aggregates of the database, and macros made of one, that the parser takes for functions of one row, and what they are
# where it knows another name for them. tests/unit/test_aggregates.py holds this against the database's own list.
AGGREGATES_BY_NAME: Mapping[str, type[exp.Expr]] = dict.fromkeys(
    "bitstring_agg combine_aggr count_star decimal_average entropy favg fsum geomean geometric_mean histogram"
    " histogram_exact json_group_array json_group_object json_group_structure kahan_sum kurtosis_pop lttb mad product"
    " reservoir_quantile sem sum_no_overflow sumkahan variant_group_array variant_group_object wavg"
    " weighted_avg".split(),
    exp.AnonymousAggFunc,
) | {
    "arbitrary": exp.First,
    "mean": exp.Avg,
    **dict.fromkeys(("arg_max_null", "arg_max_nulls_last"), exp.ArgMax),
    **dict.fromkeys(("arg_min_null", "arg_min_nulls_last"), exp.ArgMin),
}


_SAID_OF_A_JOIN = ("method", "side", "kind", "on", "using")


class UntraceableError(Exception):
    """The query uses something that cannot be followed; the message says what."""


def parsed(sql: str) -> exp.Expr:
    """The tree of a query, its aggregates known as such."""
    return _with_aggregates(sqlglot.parse_one(sql, dialect=DUCKDB))


def qualified(sql: str, known: Columns) -> Scope:
    """A query in which every column names its table and every star is spelled out, by scope."""
    try:
        tree = _without_bare_parentheses(_with_own_names(parsed(sql)))
        schema = MappingSchema(_nested(tree, known), dialect="duckdb", normalize=False)
        tree = _quoted(qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False))
        root = build_scope(tree)
    except SqlglotError as error:
        what = str(error).splitlines()[0].partition(". Line:")[0]  # lines of the rendered SQL, not of a file
        raise UntraceableError(what) from error
    if root is None:
        raise UntraceableError("it is not a query")
    return root


def lowered(by_name: Mapping[str, Said]) -> dict[str, Said]:
    """What is known by names of columns, by these names as scopes have them."""
    return {name.lower(): each for name, each in by_name.items()}


def query_of(scope: Scope) -> exp.Query:
    """The query of a scope. A table that a function makes has none that can be followed."""
    if not isinstance(scope.expression, exp.Query):
        raise UntraceableError("a table is made by a function")
    return scope.expression


def outputs(scope: Scope) -> list[str]:
    return list(query_of(scope).named_selects)


def projection(scope: Scope, name: str) -> exp.Expr:
    """The expression that makes one column of a select."""
    return query_of(scope).selects[outputs(scope).index(name)].unalias()


def with_parentheses(query: exp.Expr) -> list[exp.Expr]:
    """A query and the parentheses around it, from within: each may order and cut what stands inside it."""
    found = [query]
    while isinstance(found[-1].parent, exp.Subquery) and found[-1].arg_key == "this":
        found.append(found[-1].parent)
    return found


def relation_of(table: exp.Table) -> str:
    return f"{table.db}.{table.name}" if table.db else table.name


def selected(scope: Scope) -> dict[str, exp.Table | Scope]:
    """What a select reads in `from` and `join`, by the name it gives it."""
    return {name: source for name, (_, source) in scope.selected_sources.items()}


def aggregates(expression: exp.Expr) -> bool:
    """Whether an expression sums up rows itself, not within a window or a query of its own."""
    if isinstance(expression, exp.AggFunc):
        return True
    if isinstance(expression, exp.Window):
        function = expression.this
        while isinstance(function, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
            function = function.this
        return any(aggregates(each) for each in function.iter_expressions())
    return not isinstance(expression, exp.Query) and any(map(aggregates, expression.iter_expressions()))


def _with_aggregates(tree: exp.Expr) -> exp.Expr:
    for node in list(tree.find_all(exp.Anonymous)):
        kind = AGGREGATES_BY_NAME.get(node.name.lower())
        if kind is exp.AnonymousAggFunc:
            node.replace(kind(this=node.this, expressions=node.expressions))
        elif kind is not None and node.expressions:
            node.replace(kind(**dict(zip(("this", "expression"), node.expressions, strict=False))))
    return tree


def _with_own_names(tree: exp.Expr) -> exp.Expr:
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and table.alias_column_names:
            raise UntraceableError(f"the columns of {table.name} are given other names")
    for select in tree.find_all(exp.Select):
        joins = select.args.get("joins") or []
        by_name = [n for n, join in enumerate(joins) if join.method == "NATURAL" or join.args.get("using")]
        # The database joins what stands after the comma alone, the parser all before it.
        if any(not any(map(joins[n].args.get, _SAID_OF_A_JOIN)) for n in range(max(by_name, default=0))):
            raise UntraceableError("a join by the names of columns stands after a comma")
    return tree


def _without_bare_parentheses(tree: exp.Expr) -> exp.Expr:
    """Parentheses right within others say nothing, but for them the parser forgets what stands beside the outer ones:
    of `((select ...)) limit 1` within a union the limit."""
    for around in tree.find_all(exp.Subquery):
        while isinstance(around.this, exp.Subquery) and around.this.is_wrapper:
            around.set("this", around.this.this)
    return tree


def _quoted(tree: exp.Expr) -> exp.Expr:
    """With quotes around names such as `NEUT#`: the parser leaves them out where it spells out a star."""
    for name in tree.find_all(exp.Identifier):
        if not name.quoted and named(name.name) != name.name:
            name.set("quoted", True)
    return tree


def _nested(tree: exp.Expr, known: Columns) -> dict[str, object]:
    """What the query reads of all that is known, by schema: to name every table to the parser takes longest."""
    schemas: dict[str, dict[str, object]] = {}
    for relation in {relation_of(table) for table in tree.find_all(exp.Table)} & set(known):
        schema, _, name = relation.partition(".")
        schemas.setdefault(schema, {})[name] = lowered(known[relation])
    return dict(schemas)
