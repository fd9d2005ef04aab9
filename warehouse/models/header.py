"""The contract on top of a model file: YAML in its first block comment -> a frozen Header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.document import Node, parse_document
from warehouse.errors import ModelError, Place, suggest

KEYS = ("about", "grain", "unique", "columns", "materialized", "by", "analysis", "reference", "tags")
# A check is a SELECT that must find nothing (sql/checks): it has no table of its own to describe.
KEYS_OF_A_CHECK = ("about", "severity", "up_to", "reference", "tags")
COLUMN_KEYS = ("unit", "about", "tests")
TABLE, VIEW, INCREMENTAL, SNAPSHOT = MATERIALIZATIONS = ("table", "view", "incremental", "snapshot")
# The columns of a snapshot that the build fills in.
VALID_FROM, VALID_TO = CUTS = ("valid_from_cut", "valid_to_cut")
TESTS_WITHOUT_VALUE = ("not_null", "unique")
TESTS_WITH_VALUE = ("min", "max", "accepted", "relationships")
ERROR, WARN = SEVERITIES = ("error", "warn")
# What files of dbt may say of themselves in `config(...)`.
OF_A_MODEL = ("materialized", "tags", "meta", "schema")
OF_A_CHECK = ("severity", "tags", "meta")


@dataclass(frozen=True)
class Test:
    """One test of a column. `value` is the bound, the accepted values, or the `model.column` that must hold it.

    More than `up_to` rows break it; then it stops the build, or with severity `warn` it is only told.
    """

    kind: str
    value: object = None
    severity: str = ERROR
    up_to: int = 0


@dataclass(frozen=True)
class ColumnSpec:
    """A column as it is described, on a `line` of the model's file, or of the file at `path`."""

    name: str
    about: str
    unit: str | None = None
    tests: tuple[Test, ...] = ()
    line: int = field(default=1, compare=False)
    path: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Header:
    about: str
    grain: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    materialized: str = TABLE
    by: tuple[str, ...] = ()
    analysis: Mapping[str, object] | None = None
    reference: str | None = None
    tags: tuple[str, ...] = ()
    severity: str = ERROR
    up_to: int = 0
    unique: tuple[str, ...] = ()

    @property
    def stored_as(self) -> str:
        """What stands in the database: the rows of an analysis are kept, to be looked at."""
        return VIEW if self.materialized == VIEW and self.analysis is None else TABLE


def header_as_json(header: Header) -> dict[str, Any]:
    """A header as JSON keeps it; `header_from_json` makes it a header again."""
    return vars(header) | {"columns": [_column_as_json(column) for column in header.columns]}


def _column_as_json(column: ColumnSpec) -> dict[str, Any]:
    return vars(column) | {"tests": [vars(test) for test in column.tests]}


def header_from_json(content: Mapping[str, Any]) -> Header:
    columns = tuple(_column_from_json(column) for column in content["columns"])
    tuples = {name: tuple(content[name]) for name in ("grain", "by", "unique", "tags")}
    return Header(**{**content, **tuples, "columns": columns})


def _column_from_json(content: Mapping[str, Any]) -> ColumnSpec:
    tests = (Test(**{**test, "value": _tuple_of(test["value"])}) for test in content["tests"])
    return ColumnSpec(**{**content, "tests": tuple(tests)})


def _tuple_of(value: object) -> object:
    """JSON has lists where a frozen value has tuples."""
    return tuple(value) if isinstance(value, list) else value


def has_header(text: str) -> bool:
    """Whether a file begins as ours do; one of dbt has none."""
    return re.match(r"\s*/\*\s*about\s*:", text) is not None


def completed(said: Mapping[str, Any], config: Mapping[str, object], columns: Sequence[str], path: str) -> Header:
    """The header of a model of dbt: what its YAML and its `config(...)` say, and every column, described or not."""
    if "severity" in said:
        return _completed_check(said, config, path)
    _hold_config(config, OF_A_MODEL, "a model", path)
    described = {column["name"]: column for column in said["columns"]}
    for name, column in described.items():
        if columns and name not in columns:
            what = f"Column '{name}' is described, but {path} does not make it"
            raise ModelError(what, Place(column["path"], column["line"]), suggest(name, columns))
    kind = str(config.get("materialized", said["materialized"]))
    if kind not in (TABLE, VIEW):
        hint = (
            f"{TABLE} or {VIEW}; or a header of ours with 'materialized: {INCREMENTAL}' or '{SNAPSHOT}' (sql/README.md)"
        )
        raise ModelError(f"dbt's materialization '{kind}' is not supported here", Place(path, 1), hint)
    plain: dict[str, Any] = {"name": "", "about": "", "unit": None, "tests": [], "line": 1, "path": None}
    full = [{key: (described.get(name, {}) | {"name": name}).get(key, plain[key]) for key in plain} for name in columns]
    tags = [*said["tags"], *_listed(config.get("tags", []))]
    known = {"about": said["about"], "grain": said["grain"], "columns": full, "materialized": kind, "tags": tags}
    return header_from_json(header_as_json(Header("", (), ())) | known)


def _completed_check(said: Mapping[str, Any], config: Mapping[str, object], path: str) -> Header:
    """The header of a singular test of dbt; what it says in its own file counts before its YAML."""
    _hold_config(config, OF_A_CHECK, "a test", path)
    severity = str(config.get("severity", said["severity"])).lower()
    if severity not in SEVERITIES:
        raise ModelError(f"'{severity}' is no severity", Place(path, 1), f"{ERROR} or {WARN}")
    if severity != said["severity"] and said["up_to"]:
        hint = "say severity, warn_if and error_if in one place: data_tests: of a YAML file in tests/"
        raise ModelError("The test has a severity here and its limit elsewhere", Place(path, 1), hint)
    tags = (*said["tags"], *_listed(config.get("tags", [])))
    return Header(said["about"], (), (), severity=severity, up_to=said["up_to"], tags=tags)


def _hold_config(config: Mapping[str, object], known: Sequence[str], what: str, path: str) -> None:
    for name in config:
        if name not in known:
            raise ModelError(
                f"dbt's config '{name}' of {what} is not supported here", Place(path, 1), f"one of {', '.join(known)}"
            )


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def header_document(text: str, path: str) -> Node:
    """The YAML on top of an SQL file."""
    found = re.match(r"\s*/\*(.*?)\*/", text, flags=re.DOTALL)
    if found is None:
        hint = "start the file with /* about: ..., grain: [...], columns: ... */"
        raise ModelError("The model has no header", Place(path, 1), hint)
    first_line = text[: found.start(1)].count("\n") + 1
    return parse_document(found.group(1), path, ModelError, first_line)


def parse_header(text: str, path: str, *, is_check: bool = False) -> Header:
    """The header of one model file, or of a check. Raises ModelError at the line of `path` that is wrong."""
    document = header_document(text, path)
    if is_check:
        return _header_of_check(document.fields(KEYS_OF_A_CHECK, ["about"]))
    keys = document.fields(KEYS, ["about", "grain", "columns"])
    columns = tuple(_column(name, node) for name, node in keys["columns"].mapping().items())
    names = [column.name for column in columns]
    materialized = keys["materialized"].one_of(MATERIALIZATIONS) if "materialized" in keys else TABLE
    return Header(
        about=" ".join(keys["about"].text().split()),
        grain=_grain(keys["grain"], names),
        unique=_grain(keys["unique"], names, "key") if "unique" in keys else (),
        columns=columns,
        materialized=materialized,
        by=_by(keys, materialized, names) if materialized != SNAPSHOT else _hold_snapshot(keys, names),
        analysis=_analysis(keys["analysis"]) if "analysis" in keys else None,
        reference=" ".join(keys["reference"].text().split()) if "reference" in keys else None,
        tags=keys["tags"].texts() if "tags" in keys else (),
    )


def _header_of_check(keys: Mapping[str, Node]) -> Header:
    return Header(
        about=" ".join(keys["about"].text().split()),
        grain=(),
        columns=(),
        reference=" ".join(keys["reference"].text().split()) if "reference" in keys else None,
        tags=keys["tags"].texts() if "tags" in keys else (),
        severity=_severity(keys),
        up_to=_up_to(keys),
    )


def _severity(keys: Mapping[str, Node]) -> str:
    return keys["severity"].one_of(SEVERITIES) if "severity" in keys else ERROR


def _up_to(keys: Mapping[str, Node]) -> int:
    rows = keys["up_to"].integer() if "up_to" in keys else 0
    if rows < 0:
        raise keys["up_to"].error("'up_to' is how many rows may break a test, 0 or more")
    return rows


def _grain(node: Node, columns: list[str], what: str = "grain") -> tuple[str, ...]:
    for item in node.items():
        if item.text() not in columns:
            raise item.error(f"the {what} names '{item.text()}', which is not a column", suggest(item.text(), columns))
    return node.texts()


def _by(keys: Mapping[str, Node], materialized: str, columns: list[str]) -> tuple[str, ...]:
    """The columns of the key by which an incremental model is built again: one, or a list."""
    if materialized != INCREMENTAL:
        if "by" in keys:
            raise keys["by"].error("'by' is for 'materialized: incremental'")
        return ()
    if "by" not in keys:
        hint = "by: subject_id"
        raise keys["materialized"].error("an incremental model says by which columns it is built again", hint)
    names = keys["by"].texts() if keys["by"].is_list else (keys["by"].text(),)
    for name in names:
        if name not in columns:
            raise keys["by"].error(f"'by' names '{name}', which is not a column", suggest(name, columns))
    return names


def _hold_snapshot(keys: Mapping[str, Node], columns: list[str]) -> tuple[str, ...]:
    grain = keys["grain"].texts()
    if not set(CUTS) <= set(columns) or VALID_FROM not in grain or len(grain) < 2:
        hint = f"end the select with cast(null as date) as {VALID_FROM}, cast(null as date) as {VALID_TO}"
        raise keys["materialized"].error(
            f"a snapshot has the columns {VALID_FROM} and {VALID_TO}, and {VALID_FROM} at the end of its grain", hint
        )
    return ()


def _analysis(node: Node) -> Mapping[str, object]:
    return {key: value.plain() for key, value in node.mapping().items()}


def _column(name: str, node: Node) -> ColumnSpec:
    keys = node.fields(COLUMN_KEYS, ["about"])
    tests = tuple(_test(item) for item in keys["tests"].items()) if "tests" in keys else ()
    unit = keys["unit"].text() if "unit" in keys else None
    return ColumnSpec(name, " ".join(keys["about"].text().split()), unit, tests, node.line)


def _test(node: Node) -> Test:
    if not node.is_mapping:
        return Test(node.one_of(TESTS_WITHOUT_VALUE))
    keys = node.fields((*TESTS_WITHOUT_VALUE, *TESTS_WITH_VALUE, "severity", "up_to"))
    named = [(kind, value) for kind, value in keys.items() if kind not in ("severity", "up_to")]
    if len(named) != 1:
        raise node.error("a test has one name", "write each test on its own: [{min: 0}, {max: 100}]")
    kind, value = named[0]
    if kind in TESTS_WITHOUT_VALUE and not value.boolean():
        raise value.error(f"'{kind}' is either asked for or left out", f"{{{kind}: true, severity: warn}}")
    plain = None if kind in TESTS_WITHOUT_VALUE else _tuple_of(value.plain())
    return Test(kind, plain, _severity(keys), _up_to(keys))
