"""A model declared `incremental` is refused unless its SQL proves that rows of different keys never meet.

Building again only the keys whose rows changed then gives what building everything would: that is all the proof needs,
and what a declaration alone, or a column that says when a row changed, cannot give.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.errors import ModelError, Place
from warehouse.judging.keys import Keyed
from warehouse.judging.order import settles, spelled_out, unwrapped
from warehouse.models.identifiers import REPLICATED, Rows
from warehouse.models.locality import CrossingError, rows_of
from warehouse.models.model import Model
from warehouse.models.scopes import (
    UntraceableError,
    lowered,
    outputs,
    projection,
    qualified,
    query_of,
    relation_of,
    selected,
)

LAYERS = ("staging", "intermediate", "marts")

_TO_TRY = "write 'order by' in it, by what it is made of or by what tells the rows apart"

# Types in which equal values are written alike, so that rows can be found by the text of their key.
_KEY_TYPES = ("VARCHAR", "DATE", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "BOOLEAN")

# What these yield is the same in whatever order they meet the rows; of any other aggregate nobody has shown it.
_BY_NO_ORDER: frozenset[type[exp.Expr]] = frozenset(
    (
        *(exp.Count, exp.CountIf, exp.RegrCount, exp.ApproxDistinct, exp.Min, exp.Max, exp.LogicalOr, exp.LogicalAnd),
        *(exp.Median, exp.Quantile, exp.PercentileCont, exp.PercentileDisc),
        *(exp.BitwiseAndAgg, exp.BitwiseOrAgg, exp.BitwiseXorAgg),
        *(exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist),
    )
)
# The same among those the parser knows by name alone: a median of distances from a median.
_NAMED_BY_NO_ORDER = frozenset({"mad"})
_MOVES = (exp.RowNumber, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)

_WHOLE_ALWAYS = (
    *(exp.Count, exp.CountIf, exp.RowNumber, exp.Rank, exp.DenseRank),
    *(exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Null),
)
_WHOLE_AS_THEIR_PARTS = (
    *(exp.Paren, exp.Neg, exp.Abs, exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.IntDiv, exp.Coalesce, exp.Distinct),
    *(exp.Greatest, exp.Least),
)
# Of these only the first part goes into the value.
_WHOLE_AS_THEIR_FIRST = (exp.Sum, exp.Min, exp.Max, exp.Lag, exp.Lead, exp.Window, exp.Filter, exp.Order, exp.Nullif)
_WHOLE_TYPES = {*exp.DataType.SIGNED_INTEGER_TYPES, exp.DataType.Type.DECIMAL, exp.DataType.Type.BOOLEAN}

Types = Mapping[str, Mapping[str, str]]
Keys = Mapping[str, Sequence[tuple[str, ...]]]


def hold_incremental(model: Model, types: Types, keys: Keys) -> None:
    """Raises ModelError for a model that is built by key and cannot be.

    `types` are those of what it reads and its own, `keys` the columns that tell the rows of what it reads apart.
    """
    if not model.header.by:
        return
    by = ", ".join(model.header.by)
    reason = next(_reasons(model, types, keys), None)
    if reason is not None:
        what = f"{model.relation} cannot be built incrementally by {by}: {reason}"
        hint = "'materialized: table' builds it whole; or keep joins, groups and windows within the key"
        raise ModelError(what, Place(model.path, _line(model)), hint)


def reads_by_key(model: Model, types: Types) -> list[str]:
    """What a model reads that has all columns of its key. A change of anything else changes every key."""
    by = {column.lower() for column in model.header.by}
    return [each for each in model.relations if by <= set(lowered(types.get(each, {})))]


def _reasons(model: Model, types: Types, keys: Keys) -> Iterator[str]:
    if model.layer not in LAYERS:
        yield f"only models of {', '.join(LAYERS)} can"
    keyed = reads_by_key(model, types)
    for column in model.header.by:
        key = column.lower()
        found = {lowered(types[relation])[key].upper() for relation in (*keyed, model.relation)}
        if len(found) > 1:
            yield f"{column} is of different types in what it reads: {', '.join(sorted(found))}"
        elif not found <= set(_KEY_TYPES):
            yield f"{column} is {found.pop()}; a key is a text, a whole number or a date"
        known = {each: Rows(True, frozenset({key})) if each in keyed else REPLICATED for each in model.relations}
        try:
            rows = rows_of(model.sql, known, types)
        except (CrossingError, UntraceableError) as error:
            yield str(error)
            return
        if not rows.are_local or key not in rows.subjects:
            yield f"its rows cannot be told apart by {column}"
    for text in order_dependent(model, types, keys):
        yield f"what '{text}' yields may depend on the order of rows: {_TO_TRY}"


def order_dependent(model: Model, types: Types, keys: Keys) -> Iterator[str]:
    """What may come out otherwise when the same rows come in another order: unless it is known not to."""
    root = qualified(model.sql, types)
    types = {relation: lowered(columns) for relation, columns in types.items()}
    asked: dict[int, list[exp.Expr]] = {}
    kinds: tuple[type[exp.Expr], ...] = (exp.AggFunc, exp.RowNumber)
    for node in root.expression.find_all(*kinds, bfs=False):
        if not isinstance(node, exp.AnonymousAggFunc) or node.name.lower() not in _NAMED_BY_NO_ORDER:
            asked.setdefault(id(node.find_ancestor(exp.Select)), []).append(node)
    keyed, exact = Keyed(types, keys), _Whole(types)
    for scope in root.traverse():
        for node in asked.get(id(scope.expression), []):
            if not _is_settled(node, scope, keyed, exact):
                yield node.sql("duckdb", comments=False)


def _is_settled(node: exp.Expr, scope: Scope, keyed: Keyed, exact: "_Whole") -> bool:
    """Whether the order of rows is nothing to it, or rows that it leaves open are alike in all that is made of them."""
    window = node.find_ancestor(exp.Window, exp.Select)
    if not isinstance(window, exp.Window) or unwrapped(window.this) is not node:
        if type(node) in _BY_NO_ORDER or exact.sum(node, scope):
            return True
        rows = keyed.rows(scope)
        values, order = _values_and_order(node)
        said = [*(rows.group_keys() or []), *order]
        return _are_said(values, said) or settles(said, rows, None, values)
    named = {each.name: each for each in scope.expression.args.get("windows") or ()}
    partition, ordered, by_rows = spelled_out(window, named)
    moves = by_rows or isinstance(node, _MOVES)
    if not moves and (type(node) in _BY_NO_ORDER or exact.sum(node, scope)):
        return True
    values, order = _values_and_order(node)
    said = [*partition, *order, *(each.this for each in ordered or ())]
    rows = keyed.rows(scope)
    if not moves and _are_said(values, said):
        return True
    return settles(said, rows, rows.group_keys(), query_of(scope).selects if moves else values)


def _values_and_order(node: exp.Expr) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """What an aggregate is made of, and what it is ordered by; an extreme is ordered by what it is the extreme of."""
    parts = list(node.iter_expressions())
    order = [each for part in parts if isinstance(part, exp.Order) for each in part.expressions]
    if isinstance(node.parent, exp.WithinGroup):
        order += node.parent.expression.expressions
    values = [part.this if isinstance(part, exp.Order) else part for part in parts]
    values = [each for value in values for each in (value.expressions if isinstance(value, exp.Distinct) else [value])]
    if isinstance(node, exp.ArgMax | exp.ArgMin):
        by = node.expression.unnest()
        said = list(by.expressions) if isinstance(by, exp.Tuple | exp.Struct) else [by]
        return [node.this], [*(each.this for each in order), *said]
    return values, [each.this for each in order]


def _are_said(values: Iterable[exp.Expr], said: Iterable[exp.Expr]) -> bool:
    texts = {each.unnest().sql() for each in said}
    return all(isinstance(each, exp.Literal) or each.unnest().sql() in texts for each in values)


def _made_of(node: exp.Expr) -> list[exp.Expr] | None:
    """What must be whole for an expression to be; None where that does not make it whole."""
    if isinstance(node, _WHOLE_ALWAYS):
        return []
    if isinstance(node, exp.Case | exp.If):
        branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
        rest = [node.args[name] for name in ("default", "false") if node.args.get(name) is not None]
        return [*(each.args["true"] for each in branches), *rest]
    if isinstance(node, _WHOLE_AS_THEIR_FIRST):
        return [node.this]
    return list(node.iter_expressions()) if isinstance(node, _WHOLE_AS_THEIR_PARTS) else None


class _Whole:
    """Which expressions are whole or decimal numbers, so that their sum is exact: by the types of what is read,
    followed through the scopes of one query."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._seen: dict[tuple[int, str], bool] = {}

    def sum(self, node: exp.Expr, scope: Scope) -> bool:
        return isinstance(node, exp.Sum) and self._of(node.this, scope)

    def _of(self, node: exp.Expr, scope: Scope) -> bool:
        if isinstance(node, exp.Column):
            return self._of_column(node, scope)
        if isinstance(node, exp.Literal):
            return bool(node.is_int)
        if isinstance(node, exp.Cast):
            return node.to.this in _WHOLE_TYPES
        parts = _made_of(node)
        return parts is not None and all(self._of(each, scope) for each in parts)

    def _of_column(self, column: exp.Column, scope: Scope) -> bool:
        source = selected(scope).get(column.table)
        if isinstance(source, Scope):
            return self._of_output(source, column.name)
        kind = self._types.get(relation_of(source), {}).get(column.name) if source is not None else None
        return kind is not None and kind.upper().startswith(_WHOLE)

    def _of_output(self, scope: Scope, name: str) -> bool:
        key = (id(scope), name)
        if key not in self._seen:
            self._seen[key] = False  # a recursive query asks for itself
            self._seen[key] = self._made(scope, name)
        return self._seen[key]

    def _made(self, scope: Scope, name: str) -> bool:
        if not isinstance(scope.expression, exp.Query) or name not in outputs(scope):
            return False
        place = outputs(scope).index(name)
        if scope.set_operation_scopes:
            return all(self._of_output(each, outputs(each)[place]) for each in scope.set_operation_scopes)
        return self._of(projection(scope, name), scope)


def _line(model: Model) -> int:
    lines = model.text.splitlines()
    return next((number for number, text in enumerate(lines, 1) if text.strip().startswith("materialized:")), 1)
