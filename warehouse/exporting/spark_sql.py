"""What Spark says otherwise and the translator does not know: a statement of ours, made to mean the same there."""

from collections.abc import Iterator

from sqlglot import exp

# Spark's Java has functions of its own for these, and goes another way from one value to the next.
_LINES = (exp.RegrIntercept, exp.RegrR2, exp.RegrSlope)
_OWN_DIGITS = (exp.Exp, exp.Ln, exp.Log, exp.Pow, *_LINES, exp.PercentileCont)
LAST_DIGITS = "logarithms, powers, regressions and quantiles are computed otherwise there: last digits may differ"
SUMS = "a sum has no order there: its last digits may differ"
LISTS = "a list there has no order, and leaves NULL out"


def for_spark(tree: exp.Expr) -> list[str]:
    """Change the statement where that mends it. Returns why it may still not give the same rows."""
    doubts = [*_doubts(tree), *without_orders(tree)]
    _without_named_windows(tree)
    for found in [*tree.find_all(exp.PercentileCont, exp.Log, exp.Bracket)]:
        mended = _mended(found)
        if mended is not None:
            found.replace(mended)
    return doubts


def _mended(found: exp.Expr) -> exp.Expr | None:
    if isinstance(found, exp.PercentileCont) and found.expression:
        return _call("percentile", found.this, found.expression)
    # log(10, x) is ln(x) / ln(10), which has another last digit than log10(x).
    if isinstance(found, exp.Log) and found.expression and found.this.name == "10":
        return _call("log10", found.expression)
    if isinstance(found, exp.Bracket) and len(found.expressions) == 1:
        return _element(found)
    return None


def without_orders(tree: exp.Expr) -> list[str]:
    """Take the order out of sums and lines, which DuckDB and Postgres alone allow there. Returns what that may do."""
    ordered = [
        order
        for total in tree.find_all(exp.Sum, exp.Avg, *_LINES)
        for order in (total.this, total.expression)
        if isinstance(order, exp.Order)
    ]
    for order in ordered:
        order.replace(order.this)
    return [SUMS] if ordered else []


def _element(found: exp.Bracket) -> exp.Expr | None:
    """Where a list is shorter, an index stops the query there, and these two give NULL."""
    index = found.expressions[0]
    if index.is_string or isinstance(index, exp.Slice):
        return None
    if isinstance(index, exp.Literal):
        return _call("get", found.this, index)  # counts from 0, as a tree does
    # Of an index that is computed a tree may count from 0 or from 1, by what it could tell of its type. Counts from 1.
    (ours,) = exp.apply_index_offset(found.this, [index], 1, dialect="duckdb")
    return _call("try_element_at", found.this, ours)


def _doubts(tree: exp.Expr) -> Iterator[str]:
    if tree.find(*_OWN_DIGITS):
        yield LAST_DIGITS
    if tree.find(exp.ArrayAgg):
        yield LISTS


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name.upper(), expressions=[*arguments])


def _without_named_windows(tree: exp.Expr) -> None:
    """Each window in full: Spark takes `over w - x` for a name with a hyphen, and adds no frame to a named one."""
    for select in tree.find_all(exp.Select):
        named: dict[str, exp.Expr] = {}
        for definition in select.args.get("windows") or ():
            named[definition.name.lower()] = _in_full(definition, named)
        for window in [*select.find_all(exp.Window)]:
            if window.args.get("alias") and window.parent_select is select:
                _in_full(window, named)
        select.set("windows", None)


def _in_full(window: exp.Expr, named: dict[str, exp.Expr]) -> exp.Expr:
    """What a window takes from the one it names; what it says itself stays."""
    known = named.get(window.args["alias"].name.lower()) if window.args.get("alias") else None
    if known is not None:
        for part in ("partition_by", "order", "spec"):
            if known.args.get(part) and not window.args.get(part):
                value = known.args[part]
                window.set(part, [each.copy() for each in value] if isinstance(value, list) else value.copy())
        window.set("alias", None)
    return window
