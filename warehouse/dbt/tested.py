"""Tests in dbt's YAML -> tests of a column as a header would say them, with their severity and limit."""

import re
from collections.abc import Mapping

from warehouse.dbt.reading import Entry, fields, needed
from warehouse.document import Node

# The tests of dbt, then those that an export brings along, with what may be said of each.
ARGUMENTS = {
    "unique": (),
    "not_null": (),
    "accepted_values": ("values", "quote"),
    "relationships": ("to", "field"),
    "at_least": ("value",),
    "at_most": ("value",),
}
OF_DBT = tuple(ARGUMENTS)[:4]
SEVERITIES = ("error", "warn")
LIMITS = ("severity", "warn_if", "error_if")
CONFIG = (*LIMITS, "meta", "tags")
OF_ANY = ("name", "description", "arguments", "config", *LIMITS)
SELECT = "write it as a SELECT in tests/"
HINTS = {
    "where": SELECT,
    "enabled": "take out the test that is not to run",
    "limit": "leave it out: rows that break a test are counted, all of them",
    "store_failures": "leave it out: what breaks a test is kept",
}


def tests_of(said: Mapping[str, Node]) -> list[Node]:
    """The tests of a model, a seed or a column, under either name of dbt's for them."""
    found = [said[key] for key in ("tests", "data_tests") if key in said and said[key].content is not None]
    return [each for node in found for each in node.items()]


def test_of(node: Node, severity: str) -> Entry:
    """One test of a column; `severity` is what it has where nothing else is said of it."""
    name, arguments, config = _named(node, ARGUMENTS)
    kind = name
    value: object = None
    if name == "accepted_values":
        kind, value = "accepted", _values(needed(node, arguments, "values"), arguments.get("quote"))
    elif name in ("at_least", "at_most"):
        kind, value = "min" if name == "at_least" else "max", needed(node, arguments, "value").plain()
    elif name == "relationships":
        value = f"{referred(needed(node, arguments, 'to'))}.{needed(node, arguments, 'field').text()}"
    return {"kind": kind, "value": value, "severity": severity_of(config, severity), "up_to": up_to(config, severity)}


def _values(node: Node, quote: Node | None) -> list[object]:
    """The values of a list. Those that dbt would not quote are SQL to it, which they are not here."""
    values = [each.plain() for each in node.items()]
    if quote is not None and not quote.boolean() and any(isinstance(each, str) for each in values):
        raise quote.error(
            "texts are always quoted here", "leave quote out, or write the condition as a SELECT in tests/"
        )
    return values


def grain_of(node: Node, severity: str) -> list[str]:
    """The columns that a test of a whole model calls its grain, which an export writes; it always stops the build."""
    name, arguments, config = _named(node, {"grain": ("columns",)})
    if severity_of(config, severity) != "error" or up_to(config, severity):
        raise node.error(
            "the grain of a model must hold, and stops the build", f"{name}: {{config: {{severity: error}}}}"
        )
    return [str(each) for each in needed(node, arguments, "columns").texts()]


def _named(node: Node, known: Mapping[str, tuple[str, ...]]) -> tuple[str, Mapping[str, Node], Mapping[str, Node]]:
    """The name of a test, its arguments, wherever they are written, and its config."""
    if node.is_mapping and len(node.mapping()) != 1:
        raise node.error("a test has one name, and what is said of it stands below that", "not_null: {severity: warn}")
    name, said = next(iter(node.mapping().items())) if node.is_mapping else (node.text(), None)
    if name not in known:
        of_model = "" if "unique" in known else " of a model"
        hint = f"one of {', '.join(OF_DBT)} of a column, or a SELECT in tests/"
        raise node.error(f"dbt's test '{name}'{of_model} is not supported here", hint)
    if said is None or said.content is None:
        return name, {}, {}
    keys = fields(said, (*known[name], *OF_ANY), HINTS)
    nested = fields(keys["arguments"], known[name], HINTS) if "arguments" in keys else {}
    config = fields(keys["config"], CONFIG, HINTS) if "config" in keys else {}
    limits = {key: keys[key] for key in LIMITS if key in keys}
    return name, {**{key: keys[key] for key in known[name] if key in keys}, **nested}, {**config, **limits}


def referred(node: Node) -> str:
    """The model or seed that a relationship is to."""
    found = re.fullmatch(r"ref\(\s*['\"](\w+)['\"]\s*\)", node.text().strip())
    if found is None:
        raise node.error("a relationship must be to a model or seed", "to: ref('name')")
    return found.group(1)


def severity_of(config: Mapping[str, Node], otherwise: str) -> str:
    return severity_in(config["severity"]) if "severity" in config else otherwise


def severity_in(node: Node) -> str:
    """A severity, which dbt reads in any case."""
    return node.text().lower() if node.text().lower() in SEVERITIES else node.one_of(SEVERITIES)


def up_to(config: Mapping[str, Node], severity: str) -> int:
    """How many rows may break a test, where dbt has one limit too: its other one stands at none unless it is said."""
    said = [config[key] for key in ("error_if", "warn_if") if key in config]
    if not said:
        return 0
    found = [re.fullmatch(r"\s*>\s*(\d+)\s*", node.text()) for node in said]
    limits = {each.group(1) if each else None for each in found}
    is_whole = len(said) == 2 or ("warn_if" in config and severity_of(config, severity) == "warn")
    if None in limits or len(limits) > 1 or not is_whole:
        hint = 'warn_if: ">5" and error_if: ">5", or warn_if: ">5" with severity: warn'
        raise said[0].error("a test has one limit here: a severity and how many rows may break it", hint)
    return int(limits.pop() or 0)
