"""A model's contract -> queries for the rows that break it.

All tests of a table that look at one row at a time are counted in one scan; those that need groups or another table are
counted beside them, so a table costs one statement however many tests it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warehouse.adapters.words import all_named, named
from warehouse.models.files import CHECKS
from warehouse.models.header import ERROR, ColumnSpec, Header, Test
from warehouse.models.model import Model


@dataclass(frozen=True)
class Check:
    """One test. `query` returns the rows that break it; `count` is an SQL expression that counts them in one scan.

    More than `up_to` such rows break it, and stop the build unless its severity is `warn`. One that is `implied` is
    not broken where the test of the grain is not.
    """

    relation: str
    name: str
    column: str | None
    query: str
    count: str
    needs: str | None = None
    severity: str = ERROR
    up_to: int = 0
    implied: bool = False


def checks_of(model: Model, relations: Mapping[str, str]) -> tuple[Check, ...]:
    """The checks of one model, its grain first. `relations` turns the name of a model into its relation."""
    header = model.header
    if model.layer == CHECKS:
        found = _of_rows(model.relation, "finds nothing", None, "true")
        return (replace(found, severity=header.severity, up_to=header.up_to),)
    checks = list(_grain_checks(model.relation, header))
    for column in header.columns:
        for test in column.tests:
            check = check_of_column(model.relation, column, test, relations)
            implied = test.kind == "unique" and header.grain == (column.name,)
            checks.append(replace(check, severity=test.severity, up_to=test.up_to, implied=implied))
    return tuple(checks)


def count_query(relation: str, checks: Sequence[Check]) -> str:
    """One statement whose single row holds, in order, how many rows break each check."""
    counts = ", ".join(check.count for check in checks)
    # Grouping by nothing gives one row even where no expression aggregates over the table itself.
    return f"select {counts} from {relation} group by ()"


def _grain_checks(relation: str, header: Header) -> tuple[Check, ...]:
    found = []
    if header.grain:
        missing = " or ".join(f"{named(key)} is null" for key in header.grain)
        found += [_of_query(relation, "grain", None, _twice(relation, header.grain))]
        found += [_of_rows(relation, "grain_not_null", None, missing)]
    if header.unique:
        found += [_of_query(relation, "unique", None, _twice(relation, header.unique))]
    return tuple(found)


def _twice(relation: str, columns: Sequence[str]) -> str:
    keys = all_named(columns)
    return f"select {keys}, count(*) as n_rows from {relation} group by {keys} having count(*) > 1"


def check_of_column(relation: str, column: ColumnSpec, test: Test, relations: Mapping[str, str]) -> Check:
    """One test of a column. `relations` turns the name of a model that it is held against into its relation."""
    name, written = column.name, named(column.name)
    match test.kind:
        case "not_null":
            return _of_rows(relation, "not_null", name, f"{written} is null")
        case "unique":
            twice = (
                f"select {written}, count(*) as n_rows from {relation} where {written} is not null group by {written}"
            )
            return _of_query(relation, "unique", name, f"{twice} having count(*) > 1")
        case "min":
            return _of_rows(relation, f"min {test.value}", name, f"{written} < {test.value}")
        case "max":
            return _of_rows(relation, f"max {test.value}", name, f"{written} > {test.value}")
        case "accepted":
            values = ", ".join(_literal(value) for value in _values(test))
            return _of_rows(relation, "accepted", name, f"{written} not in ({values})")
        case _:
            return _relationship(relation, name, str(test.value), relations)


def _relationship(relation: str, column: str, target: str, relations: Mapping[str, str]) -> Check:
    model, _, other = target.partition(".")
    needs = relations.get(model, model)
    here, there = named(column), named(other or column)
    known = f"select {there} from {needs} where {there} is not null"
    query = f"select * from {relation} where {here} is not null and {here} not in ({known})"
    check = _of_query(relation, f"relationships {target}", column, query)
    return Check(check.relation, check.name, check.column, check.query, check.count, needs)


def _of_rows(relation: str, name: str, column: str | None, breaks: str) -> Check:
    query = f"select * from {relation} where {breaks}"
    return Check(relation, name, column, query, f"count(*) filter (where {breaks})")


def _of_query(relation: str, name: str, column: str | None, query: str) -> Check:
    return Check(relation, name, column, query, f"(select count(*) from ({query}))")


def _values(test: Test) -> tuple[object, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"
