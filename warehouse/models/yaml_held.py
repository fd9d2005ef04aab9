"""What dbt's YAML says of a table beside the one it describes, or of a file with a header of ours, held against it."""

from collections.abc import Iterable, Mapping
from typing import Any

from warehouse.dbt.described import Described
from warehouse.errors import ModelError, Place, suggest
from warehouse.models.files import CHECKS, ModelFile
from warehouse.models.header import ColumnSpec, Header, Test
from warehouse.models.model import Model
from warehouse.seeds import Seed


def hold_names(described: Described, names: Iterable[str]) -> None:
    """Raise ModelError at the line of a relationship to a model or seed that is not there."""
    known = list(names)
    for node, target in described.relationships:
        name = target.partition(".")[0]
        if name not in known:
            raise node.error(f"there is no model or seed '{name}'", suggest(name, known) or "to: ref('name')")


def hold_yaml(described: Described, files: Iterable[ModelFile], models: Iterable[Model], seeds: Iterable[Seed]) -> None:
    """Raise ModelError for a relationship to no column, and for what a header of ours does not say as well."""
    headers = {model.name: model.header for model in models}
    columns = {name: [column.name for column in header.columns] for name, header in headers.items()}
    _hold_relationships(described, columns | {seed.name: list(seed.types) for seed in seeds})
    for file in files:
        if file.described is None and file.layer == CHECKS and file.name in described.checks:
            _hold_check(file.name, described, headers[file.name])
        elif file.described is None and file.name in described.models:
            _hold_model(file.name, described, headers[file.name])


def _hold_relationships(described: Described, columns: Mapping[str, list[str]]) -> None:
    for node, target in described.relationships:
        name, _, field = target.partition(".")
        if columns[name] and field.lower() not in [column.lower() for column in columns[name]]:
            raise node.error(f"'{name}' has no column '{field}'", suggest(field, columns[name]) or "field: one it has")


def _hold_check(name: str, described: Described, header: Header) -> None:
    said, node = described.checks[name], described.places["data_tests", name]
    if (said["severity"], said["up_to"]) != (header.severity, header.up_to):
        hint = f"severity: {said['severity']}, up_to: {said['up_to']} in its header, or leave it out here"
        raise node.error(f"the test '{name}' has a header of ours, which says another severity or limit", hint)


def _hold_model(name: str, described: Described, header: Header) -> None:
    said, node = described.models[name], described.places["models", name]
    columns = {column.name: column for column in header.columns}
    for column in said["columns"]:
        if column["name"] not in columns:
            what = f"Column '{column['name']}' is described, but the header of '{name}' has none"
            place = Place(column["path"], column["line"])
            raise ModelError(what, place, suggest(column["name"], columns) or "leave it out")
        _hold_column(name, column, columns[column["name"]], header)
    keys = [
        each["name"] for each in said["columns"] if {"unique", "not_null"} <= {test["kind"] for test in each["tests"]}
    ]
    for key, is_same in (
        ("materialized", said.get("materialized", header.stored_as) == header.stored_as),
        ("tags", set(said["tags"]) <= set(header.tags)),
        ("grain", not said["grain"] or tuple(said["grain"]) == header.grain or said["grain"] == keys[:1]),
    ):
        if not is_same:
            what = f"the model '{name}' has a header of ours, which says other '{key}'"
            raise node.error(what, "say it in the header, or leave it out here")


def _hold_column(model: str, said: Mapping[str, Any], column: ColumnSpec, header: Header) -> None:
    own = [_plain(vars(test), column.name) for test in column.tests]
    lacking = [
        f"test '{test['kind']}'"
        for test in said["tests"]
        if _plain(test, column.name) not in own and not _is_grain(test, column.name, header)
    ]
    lacking += [f"unit '{said['unit']}'"] if said["unit"] not in (None, column.unit) else []
    if lacking:
        what = f"The header of '{model}' lacks this {lacking[0]} of '{column.name}'"
        raise ModelError(what, Place(said["path"], said["line"]), "say it in the header, or leave it out here")


def _is_grain(test: Mapping[str, Any], column: str, header: Header) -> bool:
    """Whether the grain of a header, which always stops the build, holds a test as well."""
    return test["kind"] in ("unique", "not_null") and header.grain == (column,) and test["severity"] == "error"


def _plain(test: Mapping[str, Any], column: str) -> Test:
    """A test as dbt and a header would say it alike: a header may leave out the column that it is held against."""
    value = tuple(test["value"]) if isinstance(test["value"], list) else test["value"]
    if test["kind"] == "relationships":
        name, _, field = str(value).partition(".")
        value = f"{name}.{field or column}"
    if test["kind"] == "accepted" and not isinstance(value, tuple):
        value = (value,)
    return Test(**{**test, "value": value})
