"""One SELECT -> the same with one thing wrong, in every way that people get it wrong, made on the syntax tree."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError


@dataclass(frozen=True)
class Mutant:
    """`what` says what was done to which piece of SQL, so that a survivor can be found in the file."""

    what: str
    sql: str


FLIPPED = {exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT, exp.EQ: exp.NEQ, exp.NEQ: exp.EQ}
TURNED = {exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE}
SWAPPED = {
    exp.Min: exp.Max,
    exp.Max: exp.Min,
    exp.ArgMin: exp.ArgMax,
    exp.ArgMax: exp.ArgMin,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Mul: exp.Div,
    exp.Div: exp.Mul,
    exp.And: exp.Or,
    exp.Or: exp.And,
    exp.Lag: exp.Lead,
    exp.Lead: exp.Lag,
}
Change = Callable[[exp.Expression], exp.Expression | None]


def readable(sql: str) -> bool:
    try:
        sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return False
    return True


def mutants(sql: str, macros: Mapping[str, str]) -> Iterator[Mutant]:
    """Every mutant once, in the order of the syntax tree. `macros` are the names that stand for what macros yield."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    seen = {text_of(tree)}
    for place, node in enumerate(tree.walk()):
        for what, change in changes(node):
            broken = changed(tree, place, change)
            if broken is not None and broken not in seen:
                seen.add(broken)
                yield Mutant(f"{what}: {text_of(node)[:90]}", expanded(broken, macros))


def expanded(sql: str, macros: Mapping[str, str]) -> str:
    return re.sub(r"\bmacro_\d+\b", lambda found: macros[found[0]], sql)


def text_of(node: exp.Expression) -> str:
    return node.sql(dialect="duckdb", comments=False)


def changed(tree: exp.Expression, place: int, change: Change) -> str | None:
    """The whole query with the node at one place changed."""
    copy = tree.copy()
    node = next(each for number, each in enumerate(copy.walk()) if number == place)
    put = change(node)
    if node is copy and put is not None:
        return text_of(put)
    if put is not node and put is not None:
        node.replace(put)
    return text_of(copy)


def changes(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    for make in (of_filters, of_comparisons, of_functions, of_sets, of_values):
        yield from make(node)


def of_filters(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if isinstance(node, exp.Where | exp.Having | exp.Qualify):
        yield f"{node.key} dropped", removed
    if isinstance(node, exp.And):
        yield "first condition dropped", lambda each: each.expression.copy()
        yield "last condition dropped", lambda each: each.this.copy()
    if isinstance(node, exp.Join) and node.args.get("on") is not None and not needs_its_row(node):
        yield "kind of join changed", other_join
    if isinstance(node, exp.Filter):
        yield "filter of an aggregate dropped", lambda each: each.this.copy()


def of_comparisons(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if in_join(node):
        return
    for name, table in (("comparison flipped", FLIPPED), ("comparison turned", TURNED)):
        if type(node) in table:
            yield name, lambda each, kinds=table: kinds[type(each)](**dict(each.copy().args))
    if isinstance(node, exp.Not):
        yield "not dropped", lambda each: each.this.copy()
    if isinstance(node, exp.Between | exp.In | exp.Is | exp.Like) and not isinstance(node.parent, exp.Not):
        yield "condition turned round", lambda each: exp.Not(this=exp.Paren(this=each.copy()))


def of_functions(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if type(node) in SWAPPED and not in_join(node):
        yield (
            "swapped for its opposite",
            lambda each: SWAPPED[type(each)](**dict(each.copy().args)),
        )
    if isinstance(node, exp.Coalesce):
        yield "fallback dropped", lambda each: each.this.copy()
    if isinstance(node, exp.Ordered):
        yield "order turned round", other_order
    if isinstance(node, exp.Abs | exp.Round | exp.Lower | exp.Trim):
        yield "function dropped", lambda each: each.this.copy()


def of_sets(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if isinstance(node, exp.Distinct):
        yield "distinct dropped", not_distinct
    if isinstance(node, exp.Union):
        yield "first part of a union dropped", lambda each: kept_with(each, each.expression)
        yield "last part of a union dropped", lambda each: kept_with(each, each.this)
    if isinstance(node, exp.Case) and len(node.args["ifs"]) > 1:
        for number in range(len(node.args["ifs"])):
            yield f"case {number + 1} dropped", lambda each, at=number: without_case(each, at)


def of_values(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if isinstance(node, exp.Literal) and not node.is_string and not isinstance(node.parent, exp.DataTypeParam):
        yield (
            "a constant too large by one",
            lambda each: exp.Literal.number(str(float(each.this) + 1).removesuffix(".0")),
        )


def in_join(node: exp.Expression) -> bool:
    """Whether a node is the condition of a join, or one of its conditions: another one gives a join of all with all."""
    parent = node.parent
    while isinstance(parent, exp.And | exp.Paren):
        parent = parent.parent
    return isinstance(parent, exp.Join)


def needs_its_row(join: exp.Join) -> bool:
    """Whether a comparison in WHERE, or in another inner join, is of the joined table, and so never true of a missing row.

    An outer join gives the very same rows there.
    """
    query = join.parent
    if join.args.get("side") or not isinstance(query, exp.Select):
        return False
    others = [other.args.get("on") for other in query.args.get("joins", []) if other is not join and not other.side]
    where = query.args.get("where")
    conditions = [condition for condition in (*others, where and where.this) if condition is not None]
    parts = [
        part
        for condition in conditions
        for part in (condition.flatten() if isinstance(condition, exp.And) else [condition])
    ]
    return any(is_comparison_of(part, join.alias_or_name) for part in parts)


def is_comparison_of(part: exp.Expression, table: str) -> bool:
    strict = isinstance(part, tuple(FLIPPED)) and not part.find(exp.Coalesce, exp.Case, exp.Is, exp.Or, exp.AggFunc)
    return strict and any(column.table == table for column in part.find_all(exp.Column))


def removed(node: exp.Expression) -> None:
    node.pop()


def other_join(node: exp.Expression) -> exp.Expression:
    is_left = node.args.get("side") == "LEFT"
    node.set("side", None if is_left else "LEFT")
    node.set("kind", "INNER" if is_left else None)
    return node


def other_order(node: exp.Expression) -> exp.Expression:
    node.set("desc", not node.args.get("desc"))
    return node


def not_distinct(node: exp.Expression) -> exp.Expression | None:
    if isinstance(node.parent, exp.Select):
        node.pop()
        return None
    return node.expressions[0].copy()


def kept_with(union: exp.Expression, part: exp.Expression) -> exp.Expression:
    """One part of a union, with the common table expressions that stood before it."""
    kept = part.copy()
    if union.args.get("with_") is not None:
        kept.set("with_", union.args["with_"].copy())
    return kept


def without_case(node: exp.Expression, at: int) -> exp.Expression:
    node.set("ifs", [each for number, each in enumerate(node.args["ifs"]) if number != at])
    return node
