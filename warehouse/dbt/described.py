"""schema.yml and dbt_project.yml -> what a model's header would say, as JSON; what has no meaning here is refused."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse.dbt.refused import refuse_folder
from warehouse.document import Node, load_document
from warehouse.errors import ModelError

PROJECT = "dbt_project.yml"
FOLDERS = ("models", "seeds", "tests")
TOP = ("version", "models", "seeds", "sources", "data_tests")
MODEL = ("name", "description", "config", "columns", "tests", "data_tests", "meta", "docs", "tags")
COLUMN = ("name", "description", "tests", "data_tests", "meta", "config", "data_type", "quote", "tags")
CONFIG = ("materialized", "tags", "meta", "severity", "warn_if", "error_if", "column_types", "schema")
TESTS = ("unique", "not_null", "accepted_values", "relationships", "at_least", "at_most", "grain")
OF_FOLDERS = ("materialized", "schema")
PROJECT_KEYS = (
    "name version config-version profile flags vars models seeds tests data_tests model-paths seed-paths test-paths"
    " macro-paths target-path clean-targets require-dbt-version"
).split()

Entry = dict[str, Any]


@dataclass
class Described:
    """By name what is said of models and seeds; the variables; and how folders are materialized."""

    models: dict[str, Entry] = field(default_factory=dict)
    seeds: dict[str, Node] = field(default_factory=dict)
    variables: dict[str, object] = field(default_factory=dict)
    folders: Mapping[str, Any] = field(default_factory=dict)

    def header(self, name: str, folders: Iterable[str]) -> Entry:
        """The header of a model that has none in its file."""
        said = dict(self.models.get(name, {"about": "", "grain": [], "columns": [], "tags": []}))
        return {"materialized": self._materialized(folders)} | said

    def _materialized(self, folders: Iterable[str]) -> str:
        """What dbt_project.yml says of the nearest folder."""
        here, kind = self.folders, "view"
        for folder in folders:
            kind = str(here.get("+materialized", here.get("materialized", kind)))
            here = here.get(folder) or {}
        return str(here.get("+materialized", here.get("materialized", kind)))


def load_described(root: Path) -> Described:
    """What the YAML files of a dbt project in an SQL folder say. Raises ModelError at what is not supported."""
    described = Described()
    refuse_folder(root)
    for path in sorted(each for name in FOLDERS for each in (root / name).glob("**/*.y*ml")):
        document = load_document(path, f"{root.name}/{path.relative_to(root)}", ModelError)
        if "version" not in document.mapping() and path.parent.name == "seeds":
            continue
        _read(_fields(document, TOP), described)
    if (root / PROJECT).is_file():
        _read_project(load_document(root / PROJECT, f"{root.name}/{PROJECT}", ModelError), described)
    return described


def _fields(node: Node, known: Iterable[str]) -> Mapping[str, Node]:
    """The keys of a mapping, once all are of those that mean something here."""
    for key, each in node.mapping().items():
        if key not in known:
            raise each.error(f"dbt's '{key}' is not supported here", f"leave it out; known are {', '.join(known)}")
    return node.mapping()


def _needed(node: Node, keys: Mapping[str, Node], name: str) -> Node:
    """What one of the keys of a node holds, which must be there."""
    if name not in keys:
        raise node.error(f"'{node.name}' lacks the key '{name}'", f"{name}: ...")
    return keys[name]


def _below(node: Node | None) -> Mapping[str, Node]:
    """What stands below a folder of dbt_project.yml; nothing where that is left empty, as in dbt."""
    return node.mapping() if node is not None and node.content is not None else {}


def _read(keys: Mapping[str, Node], described: Described) -> None:
    for node in keys["models"].items() if "models" in keys else ():
        said = _fields(node, MODEL)
        name = _needed(node, said, "name")
        if name.text() in described.models:
            raise name.error(f"the model '{name.text()}' is described twice", "keep one description")
        described.models[name.text()] = _model(said)
    for node in keys["seeds"].items() if "seeds" in keys else ():
        described.seeds[_needed(node, node.mapping(), "name").text()] = node
    for node in keys["sources"].items() if "sources" in keys else ():
        name = _needed(node, node.mapping(), "name")
        if name.text() not in ("raw", "results"):
            hint = "raw tables are those of sql/INPUT.md: map the file in study.yml to one, or bring it as a seed"
            raise name.error(f"there is no source '{name.text()}' here", hint)


def _read_project(document: Node, described: Described) -> None:
    keys = _fields(document, PROJECT_KEYS)
    name = keys["name"].text() if "name" in keys else ""
    variables = keys["vars"].mapping() if "vars" in keys else {}
    own = variables[name].mapping() if name in variables else {}
    described.variables = {key: each.plain() for key, each in {**variables, **own}.items() if key != name}
    for kind in ("models", "seeds"):
        _hold_folders(keys.get(kind))
    folders = _below(_below(keys.get("models")).get(name))
    described.folders = {key: each.plain() for key, each in folders.items()}


def _hold_folders(node: Node | None) -> None:
    for key, each in _below(node).items():
        is_folder = each.is_mapping or each.content is None
        if key.removeprefix("+") in OF_FOLDERS:
            each.text()
        elif key.startswith("+") or not is_folder:
            hint = "leave it out; of a folder +materialized and +schema may be said"
            raise each.error(f"dbt's '{key}' is not supported here", hint)
        else:
            _hold_folders(each)


def _model(said: Mapping[str, Node]) -> Entry:
    config = _fields(said["config"], CONFIG) if "config" in said else {}
    columns = [_column(node) for node in said["columns"].items()] if "columns" in said else []
    entry: Entry = {
        "about": _text(said),
        "grain": _grain(said, columns),
        "columns": columns,
        "tags": list((config.get("tags") or said["tags"]).texts()) if "tags" in (*config, *said) else [],
    }
    return entry | ({"materialized": config["materialized"].text()} if "materialized" in config else {})


def _grain(said: Mapping[str, Node], columns: list[Entry]) -> list[str]:
    """The columns that a test of the model calls its grain; else the column that is unique and never missing."""
    for node in _tests_of(said):
        name, arguments, _ = _named(node)
        if name != "grain":
            raise node.error(f"dbt's test '{name}' of a model is not supported here", "write it as a SELECT in tests/")
        return [str(each) for each in _needed(node, arguments, "columns").texts()]
    kinds = {column["name"]: {test["kind"] for test in column["tests"]} for column in columns}
    return [name for name, found in kinds.items() if {"unique", "not_null"} <= found][:1]


def _column(node: Node) -> Entry:
    said = _fields(node, COLUMN)
    meta = said["config"].mapping().get("meta") if "config" in said else said.get("meta")
    unit = meta.mapping().get("unit") if meta is not None else None
    return {
        "name": _needed(node, said, "name").text(),
        "about": _text(said),
        "unit": unit.text() if unit is not None else None,
        "tests": [_test(each) for each in _tests_of(said)],
        "line": node.line,
        "path": node.file,
    }


def _text(said: Mapping[str, Node]) -> str:
    return " ".join(str(said["description"].content or "").split()) if "description" in said else ""


def _tests_of(said: Mapping[str, Node]) -> list[Node]:
    return [each for key in ("tests", "data_tests") if key in said for each in said[key].items()]


def _named(node: Node) -> tuple[str, Mapping[str, Node], Mapping[str, Node]]:
    """The name of a test, its arguments, wherever they are written, and its config."""
    if not node.is_mapping:
        return node.text(), {}, {}
    if len(node.mapping()) != 1:
        raise node.error("a test has one name, and what is said of it stands below that", "not_null: {severity: warn}")
    name, said = next(iter(node.mapping().items()))
    keys = said.mapping() if said.is_mapping else {}
    nested = keys["arguments"].mapping() if "arguments" in keys else {}
    config = _fields(keys["config"], CONFIG) if "config" in keys else {}
    config = {**config, **{key: keys[key] for key in ("severity", "warn_if", "error_if") if key in keys}}
    plain = {key: each for key, each in keys.items() if key not in ("arguments", "config", "name", *config)}
    return name, {**plain, **nested}, config


def _test(node: Node) -> Entry:
    name, arguments, config = _named(node)
    if name not in TESTS or name == "grain":
        raise node.error(
            f"dbt's test '{name}' is not supported here", f"one of {', '.join(TESTS[:4])}, or a SELECT in tests/"
        )
    if "where" in arguments:
        raise arguments["where"].error(
            "dbt's 'where' of a test is not supported here", "write it as a SELECT in tests/"
        )
    kind, value = name, None
    if name == "accepted_values":
        kind, value = "accepted", _needed(node, arguments, "values").plain()
    elif name in ("at_least", "at_most"):
        kind, value = "min" if name == "at_least" else "max", _needed(node, arguments, "value").plain()
    elif name == "relationships":
        value = f"{_referred(_needed(node, arguments, 'to'))}.{_needed(node, arguments, 'field').text()}"
    return {"kind": kind, "value": value, "severity": _severity(config), "up_to": _up_to(config)}


def _referred(node: Node) -> str:
    found = re.fullmatch(r"ref\(\s*['\"](\w+)['\"]\s*\)", node.text().strip())
    if found is None:
        raise node.error("a relationship must be to a model or seed", "to: ref('name')")
    return found.group(1)


def _severity(config: Mapping[str, Node]) -> str:
    return config["severity"].one_of(("error", "warn")) if "severity" in config else "error"


def _up_to(config: Mapping[str, Node]) -> int:
    """How many rows may break a test, where dbt has one limit too: its other one stands at none unless it is said."""
    said = [config[key] for key in ("error_if", "warn_if") if key in config]
    if not said:
        return 0
    found = [re.fullmatch(r"\s*>\s*(\d+)\s*", node.text()) for node in said]
    limits = {each.group(1) if each else None for each in found}
    is_whole = len(said) == 2 or ("warn_if" in config and _severity(config) == "warn")
    if None in limits or len(limits) > 1 or not is_whole:
        hint = 'warn_if: ">5" and error_if: ">5", or warn_if: ">5" with severity: warn'
        raise said[0].error("a test has one limit here: a severity and how many rows may break it", hint)
    return int(limits.pop() or 0)
