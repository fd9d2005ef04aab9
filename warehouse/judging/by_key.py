"""A model declared `incremental` is refused unless its SQL proves that rows of different keys never meet.

Building again only the keys whose rows changed then gives what building everything would: that is all the proof needs,
and what a declaration alone, or a column that says when a row changed, cannot give.
"""

from collections.abc import Collection, Iterator, Mapping

from sqlglot import exp

from warehouse.errors import ModelError, Place
from warehouse.models.locality import REPLICATED, CrossingError, Rows, rows_of
from warehouse.models.model import Model
from warehouse.models.scopes import UntraceableError, qualified

LAYERS = ("staging", "intermediate", "marts")

# Types in which equal values are written alike, so that rows can be found by the text of their key.
_KEY_TYPES = ("VARCHAR", "DATE", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "BOOLEAN")

# What these yield is the same in whatever order they meet the rows; of any other aggregate nobody has shown it.
_BY_NO_ORDER: tuple[type[exp.Expr], ...] = (
    *(exp.Count, exp.CountIf, exp.Min, exp.Max, exp.LogicalOr, exp.LogicalAnd),
    *(exp.Median, exp.Quantile, exp.PercentileCont, exp.PercentileDisc),
)
_NOT_KNOWN_TO_PARSER = frozenset(
    "arbitrary approx_quantile favg fsum geomean geometric_mean histogram kahan_sum mad product reservoir_quantile"
    " sumkahan".split()
)
_KEEPS_WHOLE = (exp.Case, exp.If, exp.Coalesce, exp.Connector, exp.Sum)

Types = Mapping[str, Mapping[str, str]]


def hold_incremental(model: Model, types: Types) -> None:
    """Raises ModelError for a model that is built by key and cannot be. `types` are those of what it reads and its
    own."""
    if not model.header.by:
        return
    keys = ", ".join(model.header.by)
    reason = next(_reasons(model, types), None)
    if reason is not None:
        what = f"{model.relation} cannot be built incrementally by {keys}: {reason}"
        hint = "'materialized: table' builds it whole; or keep joins, groups and windows within the key"
        raise ModelError(what, Place(model.path, _line(model)), hint)


def reads_by_key(model: Model, types: Types) -> list[str]:
    """What a model reads that has all columns of its key. A change of anything else changes every key."""
    return [each for each in model.relations if set(model.header.by) <= set(types.get(each, {}))]


def _reasons(model: Model, types: Types) -> Iterator[str]:
    if model.layer not in LAYERS:
        yield f"only models of {', '.join(LAYERS)} can"
    keyed = reads_by_key(model, types)
    for column in model.header.by:
        found = {types[relation][column].upper() for relation in (*keyed, model.relation)}
        if len(found) > 1:
            yield f"{column} is of different types in what it reads: {', '.join(sorted(found))}"
        elif not found <= set(_KEY_TYPES):
            yield f"{column} is {found.pop()}; a key is a text, a whole number or a date"
        known = {each: Rows(True, frozenset({column})) if each in keyed else REPLICATED for each in model.relations}
        try:
            rows = rows_of(model.sql, known, types)
        except (CrossingError, UntraceableError) as error:
            yield str(error)
            return
        if not rows.are_local or column not in rows.subjects:
            yield f"its rows cannot be told apart by {column}"
    for text in order_dependent(model, types):
        yield f"what '{text}' yields depends on the order of rows: write 'order by' in it"


def order_dependent(model: Model, types: Types) -> Iterator[str]:
    """The aggregates that may come out otherwise when the same rows come in another order."""
    read = [types[relation] for relation in model.relations]
    for node in qualified(model.sql, types).expression.find_all(exp.AggFunc, exp.Anonymous):
        is_aggregate = isinstance(node, exp.AggFunc) or node.name.lower() in _NOT_KNOWN_TO_PARSER
        is_exact = isinstance(node, exp.Sum) and _is_whole(node, read)
        if is_aggregate and not isinstance(node, _BY_NO_ORDER) and not is_exact and not _is_ordered(node):
            yield node.sql("duckdb", comments=False)


def _is_ordered(node: exp.Expr) -> bool:
    window = node.find_ancestor(exp.Window, exp.Select)
    is_window_ordered = isinstance(window, exp.Window) and (window.args.get("order") or window.args.get("alias"))
    return bool(is_window_ordered) or any(isinstance(each, exp.Order) for each in node.iter_expressions())


def _is_whole(total: exp.Expr, read: Collection[Mapping[str, str]]) -> bool:
    """Whether all that is added up is whole or decimal, so that the sum is exact."""
    for node in total.walk():
        if isinstance(node, exp.Div | exp.Func) and not isinstance(node, _KEEPS_WHOLE):
            return False
        if isinstance(node, exp.Literal) and not node.is_string and not node.is_int:
            return False
        if isinstance(node, exp.Column):
            kinds = [columns[node.name] for columns in read if node.name in columns]
            if not kinds or not all(kind.upper().startswith(_WHOLE) for kind in kinds):
                return False
    return True


def _line(model: Model) -> int:
    lines = model.text.splitlines()
    return next((number for number, text in enumerate(lines, 1) if text.strip().startswith("materialized:")), 1)
