"""A YAML file of dbt -> its nodes: only keys that mean something here, and no Jinja, which is not rendered in YAML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from warehouse.document import Node, load_document
from warehouse.errors import ModelError, nearest

# A model, column or test as JSON keeps it.
Entry = dict[str, Any]

MATERIALIZED = ("table", "view")

_JINJA = re.compile(r"\{[{%#]")


def read_yaml(path: Path, root: Path) -> Node:
    """The document in a file below an SQL folder. Raises ModelError at its first line that holds Jinja."""
    document = load_document(path, f"{root.name}/{path.relative_to(root)}", ModelError)
    for node, text in _texts(document):
        if _JINJA.search(text):
            hint = (
                "write the description out" if "doc(" in text else "write the value out; of a relationship, ref('name')"
            )
            raise node.error(f"Jinja in YAML is not rendered here: '{node.name}'", hint)
    return document


def _texts(node: Node) -> Iterator[tuple[Node, str]]:
    if isinstance(node.content, str):
        yield node, node.content
    elif node.is_mapping or node.is_list:
        for each in node.mapping().values() if node.is_mapping else node.items():
            yield from _texts(each)


def fields(node: Node, known: Iterable[str], hints: Mapping[str, str] | None = None) -> Mapping[str, Node]:
    """The keys of a mapping, once all are of those that mean something here; `hints` say what stands for others."""
    names = list(known)
    for key, each in node.mapping().items():
        if key not in names:
            meant = nearest(key, names)
            leave = f"leave it out; known are {', '.join(names)}" if meant is None else f"'{meant}', or leave it out"
            raise each.error(f"dbt's '{key}' is not supported here", (hints or {}).get(key, leave))
    return node.mapping()


def needed(node: Node, keys: Mapping[str, Node], name: str) -> Node:
    """What one of the keys of a node holds, which must be there."""
    if name not in keys:
        raise node.error(f"'{node.name}' lacks the key '{name}'", f"{name}: ...")
    return keys[name]


def items_of(keys: Mapping[str, Node], name: str) -> tuple[Node, ...]:
    """The list below a key; nothing where there is none, or where it is left empty, as in dbt."""
    return keys[name].items() if name in keys and keys[name].content is not None else ()


def text_of(said: Mapping[str, Node]) -> str:
    """What a description says, on one line."""
    return " ".join(str(said["description"].content or "").split()) if "description" in said else ""


def materialized_in(node: Node) -> str:
    """How a model is materialized: as dbt's two kinds that run here."""
    if node.text() not in MATERIALIZED:
        hint = "table or view; or a header of ours with 'materialized: incremental' or 'snapshot' (sql/README.md)"
        raise node.error(f"dbt's materialization '{node.text()}' is not supported here", hint)
    return node.text()
