"""A query in other words that give the same rows and whose cells can be followed.

A scalar subquery that is a value becomes a table that is joined, `distinct` a grouping, also that of a `union`, and
`distinct on` the first row of a window. What cannot be said so is left as it is.
"""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from warehouse.explaining.lineage import VALUE, references
from warehouse.models.scopes import UntraceableError, aggregates

# A joined subquery adds no row of its own to what it is joined to.
JOINED = "subquery__"

# What the rows of a union are called once they are grouped.
UNITED = "united__"


def rewritten(root: Scope) -> Scope:
    """The scopes of the query in other words; `root` stays as it is."""
    query = _with_all_of_unions(root.expression.copy())
    joined = 0
    for select in list(query.find_all(exp.Select)):
        for subquery in list(_scalars(select)):
            joined += 1
            _join(select, subquery, f"{JOINED}{joined}")
        _without_distinct(select)
    found = build_scope(query)
    if found is None:
        raise UntraceableError("it is not a query")
    return found


def _with_all_of_unions(query: exp.Expr) -> exp.Expr:
    """`union` as the groups of equal rows of a `union all`, inner ones first."""
    for union in reversed(list(query.find_all(exp.Union))):
        if not union.args.get("distinct") or any(union.args.get(part) for part in ("order", "limit", "offset")):
            continue
        columns = [exp.column(name, table=UNITED) for name in union.named_selects]
        everything = union.copy()
        everything.set("distinct", False)
        tables = everything.args.pop("with_", None)
        grouped = exp.select(*columns).from_(exp.Subquery(this=everything, alias=exp.to_identifier(UNITED)))
        grouped.set("with_", tables)
        grouped.set("group", exp.Group(expressions=[column.copy() for column in columns]))
        query = grouped if union is query else query
        union.replace(grouped)
    return query


def is_grouped(select: exp.Select) -> bool:
    return bool(select.args.get("group")) or any(map(aggregates, select.selects))


def _scalars(select: exp.Select) -> Iterator[exp.Subquery]:
    """Subqueries whose one value goes into a column; not those that `in`, `exists` or `any` look through."""
    for each in select.selects:
        for node, role in references(each):
            outer = node.parent
            looked_through = outer is not None and isinstance(outer.parent, exp.In | exp.Any | exp.All | exp.Exists)
            if role == VALUE and isinstance(outer, exp.Subquery) and not looked_through:
                yield outer


def _join(select: exp.Select, subquery: exp.Subquery, name: str) -> None:
    """Its value as the column of a joined table of one row or none; DuckDB takes what it reads of the outer query."""
    value: exp.Expr = exp.column(subquery.this.named_selects[0], table=name)
    if is_grouped(select) and not isinstance(subquery.find_ancestor(exp.AggFunc, exp.Select), exp.AggFunc):
        value = exp.AnyValue(this=value)
    subquery.replace(value)
    if not select.args.get("from_"):
        select.from_(f"(select 1 as one) as {JOINED}", dialect="duckdb", copy=False)
    table = exp.Subquery(this=subquery.this, alias=exp.TableAlias(this=exp.to_identifier(name)))
    select.join(table, on="true", join_type="left", copy=False)


def _without_distinct(select: exp.Select) -> None:
    distinct = select.args.get("distinct")
    if distinct is None or is_grouped(select):
        return
    if distinct.args.get("on") is None:
        kept = [each.unalias().copy() for each in select.selects]
        select.set("group", exp.Group(expressions=kept))
        select.set("distinct", None)
    elif select.args.get("order") and not select.args.get("qualify"):
        keys, order = (_listed(select, part) for part in (distinct.args["on"], select.args["order"]))
        first = f"row_number() over (partition by {keys} order by {order}) = 1"
        select.set("qualify", exp.Qualify(this=exp.maybe_parse(first, dialect="duckdb")))
        select.set("distinct", None)


def _listed(select: exp.Select, part: exp.Expr) -> str:
    """The expressions of a clause, with columns named by their alias spelled out."""
    made = {each.alias_or_name: each.unalias() for each in select.selects}

    def spelled(node: exp.Expr) -> exp.Expr:
        is_alias = isinstance(node, exp.Column) and not node.table and node.name in made
        return made[node.name].copy() if is_alias else node

    return ", ".join(each.copy().transform(spelled).sql("duckdb") for each in part.expressions)
