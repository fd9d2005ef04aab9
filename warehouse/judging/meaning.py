"""What each column of a query means, its unit and kind, followed from the headers through the SQL of a model.

Found on the way: columns of different units that are added, compared or put into one column, kinds that do not compare,
and a column whose header gives it another unit than it is made of. What cannot be followed has no meaning and breaks no
rule: `x * 1000` may be a conversion.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from warehouse.judging import units


@dataclass(frozen=True)
class Meaning:
    """A UCUM unit and one of text, number, date, boolean; either is absent when it is not known.

    `several` are two units that a union puts into one column, as a table of features may.
    """

    unit: str | None = None
    kind: str | None = None
    several: tuple[str, str] | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong, with a node of the query at which it is, and what to try."""

    what: str
    node: exp.Expr
    hint: str


def with_a_place(node: exp.Expr) -> exp.Expr:
    """The node or the nearest around it that holds a word whose line is known."""
    while node.parent is not None and not any(
        "line" in word.meta for word in node.find_all(exp.Identifier, exp.Literal)
    ):
        node = node.parent
    return node


Known = Mapping[str, Mapping[str, Meaning]]

UNKNOWN = Meaning()
_KINDS = {
    "text": ("CHAR", "TEXT", "STRING"),
    "date": ("DATE", "TIMESTAMP"),
    "boolean": ("BOOL",),
    "number": ("INT", "DOUBLE", "FLOAT", "REAL", "DECIMAL", "NUMERIC"),
}
_COMPARES = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Between)
_SAME_AS_FIRST = (
    *(exp.Paren, exp.Neg, exp.Alias, exp.Abs, exp.Round, exp.Ceil, exp.Floor, exp.Nullif),
    *(exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Median, exp.Quantile, exp.PercentileCont, exp.Mode, exp.AnyValue),
    *(exp.First, exp.Last, exp.ArgMax, exp.ArgMin, exp.Lead, exp.Lag, exp.FirstValue, exp.LastValue, exp.NthValue),
    *(exp.Window, exp.Filter, exp.IgnoreNulls, exp.StddevSamp, exp.Stddev, exp.WithinGroup),
)
_VERBS = {exp.Add: "adds", exp.Sub: "subtracts"}


def query(scope: Scope) -> Any:
    """The query of a scope; sqlglot's types say less of it than is so."""
    return scope.expression


@cache
def kind_of(sql_type: str) -> str | None:
    """The kind of an SQL type, by the words its name holds."""
    name = sql_type.upper()
    return next((kind for kind, words in _KINDS.items() if "[" not in name and any(w in name for w in words)), None)


def problems(root: Scope, known: Known, declared: Mapping[str, str | None]) -> list[Problem]:
    """What is wrong in a query whose columns all name their tables. `declared` are the units its header gives."""
    reader = _Reader(known)
    for scope in root.traverse():
        reader.look_at(scope)
    names = query(root).named_selects
    for name in names:
        found = reader.output(root, name)
        said = declared.get(name)
        if found.unit is not None and said is not None and not units.is_same(found.unit, said):
            what = f"The header says that '{name}' is in {said}, but it is made of {found.unit}"
            reader.found.append(Problem(what, _selected(root, name), _how_to_convert(found.unit, said)))
        elif found.several is not None and said is not None:
            one, other = found.several
            what = f"The header says that '{name}' is in {said}, but a union puts {one} and {other} into it"
            reader.found.append(Problem(what, _selected(root, name), _how_to_convert(other, one)))
    return reader.found


def _selected(scope: Scope, name: str) -> exp.Expr:
    found: exp.Expr = query(scope).selects[query(scope).named_selects.index(name)]
    return found


class _Reader:
    """Meanings by scope and expression, each worked out once; `found` collects what is wrong."""

    def __init__(self, known: Known) -> None:
        self.found: list[Problem] = []
        self._known = known
        self._seen: dict[int, Meaning] = {}
        self._outputs: dict[tuple[int, str], Meaning] = {}
        self._columns: dict[int, list[str]] = {}

    def look_at(self, scope: Scope) -> None:
        """Follow every expression of one select, or hold the branches of a union against each other."""
        if scope.set_operation_scopes:
            for name in query(scope).named_selects:
                self.output(scope, name)
            return
        for part in scope.expression.iter_expressions():
            if part.arg_key not in ("with", "with_", "from", "from_"):
                self.of(scope, part)

    def output(self, scope: Scope, name: str) -> Meaning:
        key = (id(scope), name)
        if key not in self._outputs:
            self._outputs[key] = UNKNOWN  # a recursive query asks for itself
            self._outputs[key] = self._made(scope, name)
        return self._outputs[key]

    def _made(self, scope: Scope, name: str) -> Meaning:
        names = self._names(scope)
        if name not in names:
            return UNKNOWN
        place = names.index(name)
        if scope.set_operation_scopes:
            return self._united(scope.set_operation_scopes, place)
        return self.of(scope, query(scope).selects[place])

    def _names(self, scope: Scope) -> list[str]:
        if id(scope) not in self._columns:
            self._columns[id(scope)] = query(scope).named_selects
        return self._columns[id(scope)]

    def _united(self, branches: list[Scope], place: int) -> Meaning:
        found = [self.output(branch, self._names(branch)[place]) for branch in branches]
        kinds = {meaning.kind for meaning in found}
        kind = kinds.pop() if len(kinds) == 1 else None
        several = next((meaning.several for meaning in found if meaning.several), None)
        known = [meaning.unit for meaning in found if meaning.unit is not None]
        other = next((unit for unit in known if not units.is_same(unit, known[0])), None)
        if several or other is not None:
            return Meaning(kind=kind, several=several or (known[0], str(other)))
        return Meaning(known[0] if known else None, kind)

    def of(self, scope: Scope, node: exp.Expr) -> Meaning:
        if id(node) not in self._seen:
            self._seen[id(node)] = self._of(scope, node)
        return self._seen[id(node)]

    def _of(self, scope: Scope, node: exp.Expr) -> Meaning:
        if isinstance(node, exp.Column):
            return self._column(scope, node)
        if isinstance(node, exp.Subquery | exp.Query):
            return self._subquery(scope, node.unnest() if isinstance(node, exp.Subquery) else node)
        inner = {id(child): self.of(scope, child) for child in node.iter_expressions()}
        if isinstance(node, exp.Literal):
            return UNKNOWN if node.is_string else Meaning(kind="number")
        if isinstance(node, _SAME_AS_FIRST):
            return inner.get(id(node.this), UNKNOWN)
        if isinstance(node, exp.Cast):
            return Meaning(inner.get(id(node.this), UNKNOWN).unit, kind_of(node.to.sql("duckdb")))
        return self._combined(node, inner)

    def _combined(self, node: exp.Expr, inner: Mapping[int, Meaning]) -> Meaning:
        sides = [(side, inner[id(side)]) for side in _sides(node) if id(side) in inner]
        if isinstance(node, exp.Add | exp.Sub):
            return self._agree(_VERBS[type(node)], sides, numbers_only=True)
        if isinstance(node, exp.Mul | exp.Div):
            return _scaled(node, [meaning for _, meaning in sides])
        if isinstance(node, (*_COMPARES, exp.In)):
            self._agree("compares", sides)
            return Meaning(kind="boolean")
        if isinstance(node, exp.Coalesce | exp.Least | exp.Greatest | exp.Case):
            return self._agree("takes one of", sides)
        return inner.get(id(node.args.get("true")), UNKNOWN) if isinstance(node, exp.If) else UNKNOWN

    def _agree(self, verb: str, sides: list[tuple[exp.Expr, Meaning]], *, numbers_only: bool = False) -> Meaning:
        """The meaning that all sides share. Those that differ are noted as wrong."""
        first_unit = next((side for side in sides if side[1].unit is not None), None)
        first_kind = next((side for side in sides if side[1].kind is not None), None)
        for node, meaning in sides:
            if first_unit and meaning.unit is not None and not units.is_same(meaning.unit, first_unit[1].unit or ""):
                one, other = (first_unit[0], str(first_unit[1].unit)), (node, meaning.unit)
                what = f"The SQL {verb} {_text(one[0])} in {one[1]} and {_text(other[0])} in {other[1]}"
                self.found.append(Problem(what, node, _how_to_convert(other[1], one[1])))
                return UNKNOWN
            if first_kind and not numbers_only and {meaning.kind, first_kind[1].kind} in _UNLIKE:
                one_kind = f"{_text(first_kind[0])}, a {first_kind[1].kind}"
                what = f"The SQL {verb} {one_kind}, and {_text(node)}, a {meaning.kind}"
                self.found.append(Problem(what, node, "cast one of them, so that both are of one type"))
                return UNKNOWN
        kinds = {meaning.kind for _, meaning in sides}
        unit = first_unit[1].unit if first_unit else None
        return Meaning(unit, kinds.pop() if len(kinds) == 1 else None)

    def _column(self, scope: Scope, column: exp.Column) -> Meaning:
        source = scope.sources.get(column.table)
        if isinstance(source, Scope):
            return self.output(source, column.name)
        if isinstance(source, exp.Table):
            relation = f"{source.db}.{source.name}" if source.db else source.name
            return self._known.get(relation, {}).get(column.name, UNKNOWN)
        return self._column(scope.parent, column) if scope.parent is not None and column.table else UNKNOWN

    def _subquery(self, scope: Scope, inside: Any) -> Meaning:
        names = inside.named_selects
        for inner in scope.subquery_scopes:
            if query(inner) is inside and len(names) == 1:
                return self.output(inner, names[0])
        return UNKNOWN


# Kinds that the database compares by turning one into text, or not at all.
_UNLIKE = [{"text", "number"}, {"text", "boolean"}, {"date", "number"}, {"date", "boolean"}, {"date", "text"}]


def _sides(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of an expression that must be alike."""
    if isinstance(node, exp.Case):
        yield from (branch for branch in node.args.get("ifs") or ())
    elif node.this is not None:
        yield node.this
    if isinstance(node, exp.Between):
        yield from (node.args["low"], node.args["high"])
    elif isinstance(node, exp.Case):
        yield from filter(None, [node.args.get("default")])
    else:
        yield from _listed(node)


def _listed(node: exp.Expr) -> Iterable[exp.Expr]:
    more = node.args.get("expressions") or []
    one = node.args.get("expression")
    return [*([one] if isinstance(one, exp.Expr) else []), *more]


def _scaled(node: exp.Expr, sides: list[Meaning]) -> Meaning:
    """A product or quotient; times a bare number it may be a conversion, so it then has no unit we know."""
    if any(side.unit is None for side in sides) or len(sides) != 2:
        return Meaning(kind="number")
    sign = 1 if isinstance(node, exp.Mul) else -1
    return Meaning(units.product(str(sides[0].unit), str(sides[1].unit), sign), "number")


def _text(node: exp.Expr) -> str:
    sql = node.sql("duckdb", comments=False)
    return f"'{sql}'" if len(sql) <= 60 else f"'{sql[:57]}...'"


def _how_to_convert(one: str, other: str) -> str:
    times = units.factor(one, other)
    if times is None:
        return "read the column that is in the unit meant, or mend the unit in the header it comes from"
    return f"multiply what is in {one} by {float(times):g} to have {other}, or mend the unit in the header"
