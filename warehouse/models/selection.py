"""Words that choose steps of a graph -> the relations they mean.

Blanks join what words choose, a comma keeps what all its parts choose: `marts.* tag:slow`, `layer:marts,changed+`.
"""

import re
from collections.abc import Mapping, Set
from fnmatch import fnmatchcase

from warehouse.errors import UsageError, suggest
from warehouse.models.graph import Graph, Node

# `2+name+` is the name, what it reads up to two steps back, and all that reads it.
_WORD = re.compile(r"(?:(?P<up>\d*)\+)?(?P<what>[^+]+)(?:\+(?P<down>\d*))?")

# Choices that files alone do not tell: which steps changed since they were built, which failed.
States = Mapping[str, Set[str]]


def select(graph: Graph, text: str, states: States | None = None) -> set[str]:
    """The relations that the words of a text choose. Raises UsageError for a word that cannot be read or names nothing
    there is."""
    chosen: set[str] = set()
    for word in text.split():
        parts = [_one(graph, part, states or {}) for part in word.split(",")]
        chosen |= set.intersection(*parts)
    return chosen


def _one(graph: Graph, word: str, states: States) -> set[str]:
    found = _WORD.fullmatch(word)
    if found is None:
        hint = "name, +name, name+, 2+name+1, layer:marts, tag:word, path:sql/marts, changed, failed"
        raise UsageError(f"The selection '{word}' cannot be read", hint=hint)
    named = _named(graph, found["what"], states)
    up, down = found["up"], found["down"]
    parents = {relation: node.parents for relation, node in graph.nodes.items()}
    chosen = set(named)
    chosen |= _within(named, parents, up) if up is not None else set()
    chosen |= _within(named, graph.children(), down) if down is not None else set()
    return chosen


def _within(start: Set[str], steps: Mapping[str, tuple[str, ...]], depth: str) -> set[str]:
    """What is reached in at most so many steps, or in any number when no number is given."""
    found, edge = set(start), set(start)
    most = int(depth) if depth else len(steps)
    while edge and most > 0:
        edge = {reached for relation in edge for reached in steps[relation]} - found
        found |= edge
        most -= 1
    return found


def _named(graph: Graph, what: str, states: States) -> set[str]:
    if what in states:
        return set(states[what]) & graph.nodes.keys()
    found = {relation for relation, node in graph.nodes.items() if _matches(node, what)}
    if not found:
        raise UsageError(f"The selection '{what}' matches nothing", hint=_hint(graph, what))
    return found


def _matches(node: Node, what: str) -> bool:
    kind, colon, value = what.partition(":")
    if colon and kind == "layer":
        return node.layer == value
    if colon and kind == "tag":
        return value in node.tags
    if colon and kind == "path":
        path = value.removeprefix("./").rstrip("/")
        return node.path.startswith(path + "/") or fnmatchcase(node.path, path)
    return fnmatchcase(node.relation, what) or fnmatchcase(node.relation.split(".")[1], what)


def _hint(graph: Graph, what: str) -> str:
    """The nearest thing of the kind that was asked for."""
    kind, colon, value = what.partition(":")
    nodes = graph.nodes.values()
    offered = {
        "layer": {node.layer for node in nodes},
        "tag": {tag for node in nodes for tag in node.tags},
        "path": {node.path for node in nodes},
    }
    known = offered.get(kind) if colon else {node.relation.split(".")[1] for node in nodes} | {"changed", "failed"}
    guess = suggest(value if colon else what, sorted(known or ()))
    if guess and colon and guess.startswith("'"):
        guess = f"'{kind}:{guess[1:]}"
    return guess or "cartwheel plan --json, which lists every step"
