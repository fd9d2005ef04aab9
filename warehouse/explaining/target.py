"""What a person asks to have explained -> the rows and the column meant.

results.fig1e_peak:durable vs relapsed      a result, or one term of it
cohort.peak@S-001                           a value, by the columns of the table's grain
peak@S-001                                  the same, where the table or feature of that name is found by itself
features.value@"Doe, J",peak                a key that has a comma in it stands in quotes
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from warehouse.adapters import Engine, literal
from warehouse.adapters.words import all_named, named
from warehouse.errors import UsageError, suggest
from warehouse.explaining.follow import Known

HOW = "results.ANALYSIS, results.ANALYSIS:TERM or TABLE.COLUMN@SUBJECT"


@dataclass(frozen=True)
class Target:
    """`condition` is SQL that is true for the rows meant. A result has no one column."""

    relation: str
    column: str | None
    condition: str


def find_target(what: str, known: Known, engine: Engine) -> Target:
    """What is meant. Raises UsageError with the nearest name; never with what was looked for in a patient's row."""
    name, at, keys = what.partition("@")
    target = _value(name.strip(), keys.strip(), known, engine) if at else _result(what.strip(), known)
    if not engine.rows(f"select 1 from {target.relation} where {target.condition} limit 1"):
        hint = f'cartwheel query "select {all_named(_keys(target, known))} from {target.relation}" lists what there is'
        raise UsageError(f"No row of {target.relation} is the one named", hint=hint)
    return target


def _keys(target: Target, known: Known) -> list[str]:
    return known.grain(target.relation) or (["term"] if target.column is None else list(known.columns[target.relation]))


def _result(what: str, known: Known) -> Target:
    name, _, term = what.removeprefix("results.").partition(":")
    analyses = [str(model["name"]) for model in known.models.values() if model["layer"] == "analyses"]
    relation = f"results.{name}"
    if name not in analyses:
        listed = suggest(name, analyses) or 'cartwheel query "select distinct analysis from estimates" lists them'
        raise UsageError("There is no such result", hint=listed if "." not in name else HOW)
    _refuse_unbuilt(relation, known)
    if term and "term" not in known.columns[relation]:
        raise UsageError(f"{relation} has no terms", hint=relation)
    return Target(relation, None, f"term = {literal(term.strip())}" if term else "true")


def _value(name: str, keys: str, known: Known, engine: Engine) -> Target:
    table, _, column = name.rpartition(".")
    if not table:
        return _by_column(column, keys, known, engine)
    names = dict.fromkeys([*known.columns, *known.models])
    found = [each for each in names if table.lower() in (each, each.split(".")[1])]
    if not found and f"{table}.{column}" in names:
        hint = f"{name}:TERM" if table == "results" else f"{name}.COLUMN@SUBJECT"
        raise UsageError(f"{name} is a table, of which one value is to be named", hint=hint)
    if not found:
        raise UsageError("There is no such table", hint=suggest(table, [each.split(".")[1] for each in names]))
    relation = max(found, key=lambda each: each in known.models)
    _refuse_unbuilt(relation, known)
    if (found_column := _spelled(column, known.columns[relation])) is None:
        raise UsageError(
            f"{relation} has no such column",
            hint=suggest(column, known.columns[relation]) or f'cartwheel query "describe {relation}" lists its columns',
        )
    return Target(relation, found_column, _condition(known, keys, relation))


def _spelled(column: str, columns: Iterable[str]) -> str | None:
    """A column that was asked for, as its table spells it: the database tells no case apart."""
    return next((name for name in columns if name.lower() == column.lower()), None)


def _refuse_unbuilt(relation: str, known: Known) -> None:
    if relation not in known.kinds:
        name = relation.partition(".")[2]
        raise UsageError(f"{relation} is not built yet", hint=f"cartwheel build --select {name}")


def _condition(known: Known, keys: str, relation: str) -> str:
    """The rows whose grain begins with these keys."""
    grain = known.grain(relation)
    given = _keys_of(keys, len(grain))
    if not grain:
        layer, _, name = relation.partition(".")
        # Of one analysis it was a term that was named, of the estimates of all of them an analysis.
        of_result = f"{relation}:{keys}" if f"analyses.{name}" in known.models else f"results.{keys}"
        raise UsageError(f"{relation} has no grain to name a row by", hint=of_result if layer == "results" else HOW)
    if len(given) > len(grain):
        has = f"the grain ({', '.join(grain)})"
        hint = f'{relation}.COLUMN@{",".join(map(str.upper, grain))}, and in quotes what has a comma: "Doe, J"'
        raise UsageError(f"{relation} has {has}", hint=hint)
    types = {column.lower(): kind for column, kind in known.columns[relation].items()}
    tests = [_is(name, types[name.lower()], key) for name, key in zip(grain, given, strict=False)]
    return " and ".join(tests)


def _keys_of(text: str, number: int) -> list[str]:
    """Keys with commas between them, in quotes where they have one themselves; one alone may do without."""
    if number == 1 and not text.startswith('"'):
        return [text]
    return [key.strip() for row in csv.reader([text.replace("\n", " ")], skipinitialspace=True) for key in row]


def _is(column: str, kind: str, text: str) -> str:
    """SQL for a column that is what a person wrote: a number with a point, a date or a time by its value, as 0 for 0.0.

    Text and whole numbers go by how they are written: a cast would round 0.4 to a 0.
    """
    written = f"cast({named(column)} as varchar) = {literal(text)}"
    kind = "DOUBLE" if kind.startswith("DECIMAL") else kind
    by_value = kind in ("DOUBLE", "FLOAT") or kind.startswith(("DATE", "TIME"))
    return (
        f"({written} or cast({named(column)} as {kind}) = try_cast({literal(text)} as {kind}))" if by_value else written
    )


def _by_column(name: str, keys: str, known: Known, engine: Engine) -> Target:
    """A column of the last mart that has it, else the value of that name in a long mart of (subject, name)."""
    of_marts = [
        relation for relation in reversed(known.order) if known.models.get(relation, {}).get("layer") == "marts"
    ]
    marts = [relation for relation in of_marts if relation in known.kinds]
    for relation in marts:
        column = _spelled(name, known.columns[relation])
        if column is not None and len(known.grain(relation)) == 1:
            return Target(relation, column, _condition(known, keys, relation))
    for relation, labels in _long_marts(marts, known):
        is_label = _is(labels, "VARCHAR", name)
        if engine.rows(f"select 1 from {relation} where {is_label} limit 1"):
            is_subject = " and ".join(_is(known.grain(relation)[0], "VARCHAR", key) for key in _keys_of(keys, 1))
            return Target(relation, "value", f"{is_subject} and {is_label}")
    columns = [column for relation in marts for column in known.columns[relation]]
    if len(marts) < len(of_marts):
        raise UsageError("There is no such column or feature in what is built so far", hint="cartwheel build")
    raise UsageError("There is no such column or feature", hint=suggest(name, columns) if len(name) > 2 else HOW)


def _long_marts(marts: Sequence[str], known: Known) -> Iterator[tuple[str, str]]:
    for relation in marts:
        if len(known.grain(relation)) == 2 and "value" in known.columns[relation]:
            yield relation, known.grain(relation)[1]
