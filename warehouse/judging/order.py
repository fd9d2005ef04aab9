"""Whether an answer depends on the order in which rows happen to come, or on which of two equal ones comes first.

What picks, numbers or lists rows must order them until no two are left that differ in what is made of them. Ranks,
counts, medians and frames by value treat equal rows alike and need nothing. Sums of numbers with a point may differ in
their last digit with the order of rows; that is not refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.judging.keys import Keyed, Name, Rows, names_of
from warehouse.judging.meaning import Problem, query, with_a_place
from warehouse.models.scopes import with_parentheses

_NUMBERS = (exp.RowNumber, exp.Lag, exp.Lead, exp.Ntile)
_PICKS = (exp.FirstValue, exp.LastValue, exp.NthValue, exp.First, exp.Last, exp.AnyValue)
_LISTS = (exp.ArrayAgg, exp.GroupConcat)
_EXTREMES = (exp.ArgMax, exp.ArgMin)
# Lists that can be told no order.
_UNORDERED = frozenset(
    "json_group_array json_group_object json_group_structure variant_group_array variant_group_object".split()
)
_ASKED = (exp.Window, *_PICKS, *_LISTS, *_EXTREMES, exp.Mode, exp.AnonymousAggFunc)
_CUTS = ("limit", "offset", "distinct", "joins")
_DEPENDS = "'{}' depends on the order in which rows happen to come: "
# What makes the same of a list in whatever order it comes.
_WITHOUT_ORDER = (exp.ArraySort, exp.ArraySize, exp.ArrayContains)
_NAMES: dict[type[exp.Expr], str] = {
    exp.ArrayAgg: "list",
    exp.GroupConcat: "string_agg",
    exp.ArgMax: "arg_max",
    exp.ArgMin: "arg_min",
}


def order_problem(
    root: Scope, columns: Mapping[str, Iterable[str]], keys: Mapping[str, Sequence[tuple[str, ...]]]
) -> Problem | None:
    """The first thing in a query whose answer its order leaves open."""
    for limit in root.expression.find_all(exp.Limit):
        if limit.this is not None:  # around a query that is handed to a function: such an order cannot be followed
            return _problem(limit, None, None, [])
    keyed = Keyed(columns, keys)
    asked: dict[int, list[exp.Expr]] = {}
    for node in root.expression.find_all(*_ASKED, bfs=False):
        asked.setdefault(id(node.find_ancestor(exp.Select)), []).append(node)
    for scope in root.traverse():
        nodes, is_select = asked.get(id(scope.expression), []), isinstance(scope.expression, exp.Select)
        if is_select and (nodes or _is_cut(scope.expression) or _is_listed(scope.expression)):
            problem = next(_of_select(scope, nodes, keyed.rows(scope)), None)
        else:
            problem = _of_limit(scope, None) if isinstance(scope.expression, exp.SetOperation | exp.Values) else None
        if problem is not None:
            return problem
    return None


def _of_select(scope: Scope, nodes: Iterable[exp.Expr], rows: Rows) -> Iterator[Problem]:
    named = {window.name: window for window in scope.expression.args.get("windows") or ()}
    groups = rows.group_keys()
    for node in nodes:
        if isinstance(node, exp.Window):
            found = _of_window(node, rows, named, groups)
        elif node.find_ancestor(exp.Window) is None or _is_under_filter(node):
            found = _of_aggregate(node, rows, groups or [])
        else:
            found = None
        if found is not None:
            yield found
    for found in (_of_limit(scope, rows), _of_asof(scope, rows)):
        if found is not None:
            yield found


def _lists(node: exp.Expr) -> bool:
    return isinstance(node, exp.AnonymousAggFunc) and node.name.lower() in _UNORDERED


def unsettled(tree: exp.Expr, reason: str) -> Problem | None:
    """The first thing that may depend on order in a query that cannot be followed, so that nobody can say."""
    for node in tree.walk(bfs=False):
        function = unwrapped(node.this) if isinstance(node, exp.Window) else node
        picks = isinstance(function, (*_NUMBERS, *_PICKS, *_LISTS, *_EXTREMES, exp.Mode)) or _lists(function)
        cuts = isinstance(node, exp.Limit | exp.Fetch | exp.Offset) or (
            isinstance(node, exp.Distinct) and node.args.get("on")
        )
        if picks or cuts or (isinstance(node, exp.Join) and node.method == "ASOF") or _is_listed(node):
            what = f"whether '{_called(function)}' depends on the order of rows cannot be told: {reason}"
            return Problem(what, with_a_place(node), "put the part that cannot be followed in a model of its own")
    return None


def _of_asof(scope: Scope, rows: Rows) -> Problem | None:
    """`asof join` takes one row of those with the nearest value."""
    for join in scope.expression.args.get("joins") or ():
        if join.method != "ASOF":
            continue
        name, on = join.this.alias_or_name, join.args.get("on")
        said = {column.name for column in on.find_all(exp.Column) if column.table == name} if on is not None else set()
        told = rows.reads.get(name)
        if told is None or not (told.is_open or any(key <= said for key in told.keys)):
            what = _DEPENDS.format("asof join") + f"rows of {name} may tie"
            hint = "join, and choose the row with row_number() over (... order by ...) = 1 and a tie-break"
            return Problem(what, with_a_place(join), hint)
    return None


def _is_listed(query: exp.Expr) -> bool:
    """`array(select ...)` is a list of the rows as they come."""
    around = query.parent
    while isinstance(around, exp.Paren | exp.Subquery | exp.Order):
        around = around.parent
    return isinstance(around, exp.Array)


def _is_under_filter(node: exp.Expr) -> bool:
    """An aggregate inside the argument or the order of a window is one of the groups, not of the window."""
    window = node.find_ancestor(exp.Window)
    own = window.this if window is not None else None
    while isinstance(own, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        own = own.this
    return own is not node


def _of_window(
    window: exp.Window, rows: Rows, named: Mapping[str, exp.Expr], groups: list[exp.Expr] | None
) -> Problem | None:
    function = unwrapped(window.this)
    partition, order, by_rows = spelled_out(window, named)
    if not isinstance(function, (*_NUMBERS, *_PICKS, *_LISTS, *_EXTREMES)) and not by_rows:
        return None
    if isinstance(function, exp.AnyValue | exp.First | exp.FirstValue | exp.LastValue | exp.Last) and _texts(
        [function.this]
    ) <= _texts(partition):
        return None
    if order is None:
        return _problem(function, None, rows, [])
    said = [*partition, *(each.this for each in order)]
    return None if _settles(said, rows, groups, rows.select.selects) else _problem(function, order, rows, said)


def spelled_out(
    window: exp.Window, named: Mapping[str, exp.Expr]
) -> tuple[list[exp.Expr], list[exp.Expr] | None, bool]:
    """What a window divides by and orders by, through the named ones it is made of, and whether it counts off rows."""
    parts: list[exp.Expr] = [window]
    while (base := parts[-1].args.get("alias")) is not None and base.name in named and len(parts) <= len(named):
        parts.append(named[base.name])
    spec = next((part.args["spec"] for part in parts if part.args.get("spec")), None)
    by_rows = spec is not None and str(spec.args.get("kind") or "").upper() == "ROWS" and not _is_whole(spec)
    order = next((part.args["order"].expressions for part in parts if part.args.get("order")), None)
    return [key for part in parts for key in part.args.get("partition_by") or ()], order, by_rows


def _is_whole(spec: exp.Expr) -> bool:
    return spec.args.get("start") == "UNBOUNDED" and spec.args.get("end") == "UNBOUNDED"


def _of_aggregate(node: exp.Expr, rows: Rows, groups: list[exp.Expr]) -> Problem | None:
    if isinstance(node.parent, _WITHOUT_ORDER):
        return None
    if isinstance(node, exp.AnonymousAggFunc):
        hint = "to_json(list(... order by ...)) with what tells the rows apart"
        return Problem(_DEPENDS.format(node.name) + "it lists them", with_a_place(node), hint) if _lists(node) else None
    value, order = _value_and_order(node)
    if isinstance(value, exp.Distinct):
        value = exp.Tuple(expressions=value.expressions)
    said = [*groups, *(each.this for each in order or ())]
    if isinstance(node, (*_EXTREMES,)):
        said += _parts(node.expression)
    if isinstance(node, exp.Mode | exp.AnyValue | exp.First | exp.Last) or order or isinstance(node, _EXTREMES):
        settled = _texts([value]) <= _texts(said) or _settles(said, rows, None, [value])
        return None if settled else _problem(node, order, rows, said)
    return _problem(node, None, rows, said)


def _value_and_order(node: exp.Expr) -> tuple[exp.Expr, list[exp.Expr] | None]:
    inner = node.this
    return (inner.this, inner.expressions) if isinstance(inner, exp.Order) else (inner, None)


def _is_cut(select: exp.Expr) -> bool:
    return any(around.args.get(cut) for around in with_parentheses(select) for cut in _CUTS)


def _of_limit(scope: Scope, rows: Rows | None) -> Problem | None:
    """`limit`, `offset` and `distinct on` keep what comes first, and `array(select ...)` lists what comes.

    What cuts must be ordered beside it: an order inside its parentheses is not its own.
    """
    select = query(scope)
    if rows is not None and rows.group_keys() == []:
        return None
    distinct, order = select.args.get("distinct"), None
    on = distinct.args["on"].expressions if isinstance(distinct, exp.Distinct) and distinct.args.get("on") else []
    for around in with_parentheses(select):
        own, apart = around.args.get("order"), on if around is select else []
        order = own or order
        cut = around.args.get("limit") or around.args.get("offset") or (distinct if apart else None)
        problem = _of_cut(cut, own, apart, select, rows) if cut is not None else None
        if problem is not None:
            return problem
    return _of_cut(select.parent, order, [], select, rows) if _is_listed(select) else None


def _of_cut(
    cut: exp.Expr, ordered: exp.Expr | None, apart: list[exp.Expr], select: Any, rows: Rows | None
) -> Problem | None:
    """What keeps the first rows of a query, or lists them; `apart` are those it keeps one of each of."""
    if ordered is None:
        return _problem(cut, None, rows, [])
    order = ordered.expressions
    outputs = {each.alias_or_name: each.unalias() for each in select.selects}
    said = [*(outputs.get(each.this.name, each.this) if _is_bare(each.this) else each.this for each in order), *apart]
    all_said = {each.name for each in said if isinstance(each, exp.Column)} | {
        name for name, node in outputs.items() if _texts([node]) <= _texts(said)
    }
    if set(outputs) <= all_said or (rows is not None and _settles(said, rows, rows.group_keys(), select.selects)):
        return None
    return _problem(cut, order, rows, said)


def _is_bare(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and not node.table


def _settles(said: list[exp.Expr], rows: Rows, groups: list[exp.Expr] | None, used: Iterable[exp.Expr]) -> bool:
    """As `settles`; rows that may yet be told apart by something that is not known have the benefit of the doubt."""
    return rows.is_open or settles(said, rows, groups, used)


def settles(said: list[exp.Expr], rows: Rows, groups: list[exp.Expr] | None, used: Iterable[exp.Expr]) -> bool:
    """Whether rows equal in what is said are one row, or alike in all that is used of them."""
    fixed = names_of(said)
    if rows.is_one_row(fixed):
        return True
    known = rows.closed(fixed)
    texts = _texts(said)
    if groups is not None and all(each.sql() in texts or names_of([each]) & known for each in groups):
        return True
    return all(_needed(each) <= known for each in used)


def _needed(node: exp.Expr) -> set[Name]:
    """The columns an expression is made of, but for those that only order or divide a window."""
    if isinstance(node, exp.Column):
        return {(node.table, node.name)}
    parts = [node.this] if isinstance(node, exp.Window) else list(node.iter_expressions())
    return set().union(*(_needed(each) for each in parts)) if parts else set()


def _parts(node: exp.Expr) -> list[exp.Expr]:
    """What an extreme is of: a column, or a row of several, compared one after the other."""
    plain = node.unnest()
    return list(plain.expressions) if isinstance(plain, exp.Tuple | exp.Struct) else [plain]


def _texts(nodes: Iterable[exp.Expr]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        found |= {each.unnest().sql() for each in (node.expressions if isinstance(node, exp.Tuple) else [node])}
    return found


def unwrapped(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.IgnoreNulls | exp.RespectNulls | exp.Filter):
        node = node.this
    return node


def _problem(function: exp.Expr, order: list[Any] | None, rows: Rows | None, said: list[exp.Expr]) -> Problem:
    node = with_a_place(function)
    what = _DEPENDS.format(_called(function))
    lacking = [f"{alias}.{column}" for alias, column in rows.missing(names_of(said))] if rows is not None else []
    if isinstance(function, _EXTREMES):
        what += f"rows may tie for the {'largest' if isinstance(function, exp.ArgMax) else 'smallest'}"
        return Problem(what, node, "choose the row with row_number() over (... order by ...) = 1 and a tie-break")
    if isinstance(function, exp.AnyValue | exp.Mode | exp.First | exp.Last) and order is None:
        return Problem(what + "its rows may differ", node, "take min() or max(), or group by it as well")
    if order is None:
        return Problem(what + "there is no 'order by'", node, _hint(lacking))
    ordered = ", ".join(each.this.sql() for each in order)
    return Problem(what + f"rows that are equal in {ordered} may still differ", node, _hint(lacking))


def _called(function: exp.Expr) -> str:
    return _NAMES.get(type(function), function.sql_name().lower() if isinstance(function, exp.Func) else function.key)


def _hint(lacking: list[str]) -> str:
    return f"order by {', '.join(lacking)} as well" if lacking else "order by every column that tells the rows apart"
