"""Which expressions of a query are the identifier of a row's subject, and which of those may be missing.

What an outer join leaves without its subject lies in whatever group its row is of, and its likes lie in others: they
can be joined, since nothing equals what is missing, but are no group of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

# Identifiers that differ by these alone are one subject's, and are put into one group.
BLANKS = " \t\n\r\u00a0"


def without_blanks(text: str) -> str:
    """SQL for a text as staging reads an identifier (macro `trimmed`)."""
    return f"trim({text}, {' || '.join(f'chr({ord(blank)})' for blank in BLANKS)})"


@dataclass(frozen=True)
class Rows:
    """What a query yields: the same rows everywhere, or rows of subjects, told apart by the columns in `subjects`.

    Those of them in `partly` may be missing."""

    are_local: bool
    subjects: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()


REPLICATED = Rows(False)


class Identifiers:
    """The identifiers among the expressions of one select."""

    def __init__(self, select: exp.Expr, sources: Mapping[str, Rows]) -> None:
        joins = select.args.get("joins") or ()
        self._sources = sources
        self._optional = set(_optional(select))
        self._is_full_join = [join.side for join in joins if join.side] == ["FULL"]
        self._there = set(_there(select))

    def is_subject(self, expression: exp.Expr) -> bool:
        """Whether it is the identifier: its column, trimmed perhaps, or the first of several."""
        node = expression.unnest()
        if isinstance(node, exp.Column):
            return node.name in self._rows(node).subjects
        if isinstance(node, exp.Trim):
            return _trims_blanks(node) and self.is_subject(node.this)
        if isinstance(node, exp.Cast):
            return node.to.is_type("varchar", "text") and self.is_subject(node.this)
        if isinstance(node, exp.Coalesce):
            return all(map(self.is_subject, _parts(node)))
        if isinstance(node, exp.Case):
            yields = [each for each in _branches(node) if not isinstance(each, exp.Null)]
            return bool(yields) and all(map(self.is_subject, yields))
        return False

    def is_present(self, expression: exp.Expr) -> bool:
        """Whether it is the identifier and never missing."""
        node = expression.unnest()
        if not self.is_subject(node):
            return False
        if isinstance(node, exp.Column):
            is_made_up = node.table in self._optional or node.name in self._rows(node).partly
            return (node.table, node.name) in self._there or not is_made_up
        if isinstance(node, exp.Coalesce):
            return any(map(self.is_present, _parts(node))) or self._is_of_either_side(node)
        if isinstance(node, exp.Case):
            return all(map(self.is_present, _branches(node) if self._tests_more(node) else node.find_all(exp.Column)))
        return self.is_present(node.this)

    def _is_of_either_side(self, node: exp.Coalesce) -> bool:
        """Of a full join one side is always there."""
        columns = [each for each in _parts(node) if isinstance(each, exp.Column)]
        whole = {each.table for each in columns if each.name not in self._rows(each).partly}
        return self._is_full_join and whole >= set(self._sources)

    def _tests_more(self, case: exp.Case) -> bool:
        """Whether it tests more than the identifier. Where that is a word for missing there is no row: the input
        contract asks for it."""
        return not all(map(self.is_subject, case.find_all(exp.Column)))

    def _rows(self, column: exp.Column) -> Rows:
        return self._sources.get(column.table, REPLICATED)


def equalities(condition: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """The comparisons that must all hold for a condition to hold."""
    for part in _conjuncts(condition):
        if isinstance(part, exp.EQ):
            yield part.this, part.expression


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    for part in condition.flatten() if isinstance(condition, exp.And) else (condition,):
        yield part.unnest()


def _parts(node: exp.Coalesce) -> list[exp.Expr]:
    return [node.this, *node.expressions]


def _branches(case: exp.Case) -> list[exp.Expr]:
    return [branch.args["true"] for branch in case.args["ifs"]] + [case.args.get("default") or exp.null()]


def _trims_blanks(trim: exp.Trim) -> bool:
    if trim.expression is None:
        return True
    if trim.expression.find(exp.Column):
        return False
    codes = {int(each.expressions[0].this) for each in trim.expression.find_all(exp.Chr)}
    texts = "".join(each.this for each in trim.expression.find_all(exp.Literal) if each.is_string)
    return set(texts) | set(map(chr, codes)) <= set(BLANKS)


def _optional(select: exp.Expr) -> Iterator[str]:
    """The tables of which a row need not be there."""
    before = [select.args["from_"].this.alias_or_name] if select.args.get("from_") else []
    for join in select.args.get("joins") or ():
        name = join.this.alias_or_name
        if join.side in ("RIGHT", "FULL"):
            yield from before
        if join.side in ("LEFT", "FULL"):
            yield name
        before.append(name)


def _there(select: exp.Expr) -> Iterator[tuple[str, str]]:
    """Table and name of columns that a condition on all rows finds there."""
    joins = select.args.get("joins") or ()
    where = select.args.get("where")
    conditions = [where.this] if where is not None else []
    if not any(join.side in ("RIGHT", "FULL") for join in joins):  # those bring rows that met no condition before
        conditions += [join.args["on"] for join in joins if not join.side and join.args.get("on") is not None]
    for condition in conditions:
        for part in _conjuncts(condition):
            found = [part.this, part.expression] if isinstance(part, exp.EQ) else _not_null(part)
            yield from ((each.table, each.name) for each in found if isinstance(each, exp.Column))


def _not_null(part: exp.Expr) -> list[exp.Expr]:
    test = part.this.unnest() if isinstance(part, exp.Not) else None
    return [test.this] if isinstance(test, exp.Is) and isinstance(test.expression, exp.Null) else []
