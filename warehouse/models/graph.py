"""Models to one graph: what reads what, and in which order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from warehouse.errors import ModelError, Place
from warehouse.models.model import Model

# What each layer may read. The law that keeps the river running one way.
MAY_READ: Mapping[str, tuple[str, ...]] = {
    "staging": ("raw", "seeds"),
    "intermediate": ("staging", "intermediate", "seeds"),
    "marts": ("staging", "intermediate", "marts", "seeds"),
    "analyses": ("marts", "seeds"),
    "results": ("analyses", "seeds"),
    "report": ("marts", "results", "report", "seeds"),
    "checks": ("raw", "seeds", "staging", "intermediate", "marts", "analyses", "results", "report"),
}


@dataclass(frozen=True)
class Node:
    """A step of the graph: a source, a seed or a model, by the relation it makes."""

    relation: str
    layer: str
    parents: tuple[str, ...]
    path: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Nodes by relation, parents before children; equal files give an equal order."""

    nodes: Mapping[str, Node]

    def children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {relation: [] for relation in self.nodes}
        for node in self.nodes.values():
            for parent in node.parents:
                found[parent].append(node.relation)
        return {relation: tuple(names) for relation, names in found.items()}

    def ancestors(self, relations: Iterable[str]) -> set[str]:
        return _reach(relations, {relation: node.parents for relation, node in self.nodes.items()})


def load_graph(models: Iterable[Model], sources: Mapping[str, tuple[str, ...]], seeds: Iterable[str]) -> Graph:
    """The graph of sources (name to the relations that reading it needs), seeds (relations) and models.

    Raises ModelError when a model breaks the layer law or the models form a circle.
    """
    models = list(models)
    analyses = tuple(sorted(model.relation for model in models if model.layer == "analyses"))
    nodes = [Node(f"raw.{name}", "raw", parents, "sources.yml") for name, parents in sources.items()]
    nodes += [Node(relation, "seeds", (), "seeds.yml") for relation in seeds]
    nodes += [
        Node(model.relation, model.layer, _parents(model, analyses), model.path, model.header.tags) for model in models
    ]
    by_relation = {node.relation: node for node in nodes}
    texts = {model.relation: model.text for model in models}
    for node in nodes:
        _hold_layer_law(node, by_relation, texts)
    return Graph({relation: by_relation[relation] for relation in _order(by_relation, texts)})


def _parents(model: Model, analyses: tuple[str, ...]) -> tuple[str, ...]:
    parents = dict.fromkeys(model.relations)
    if model.results_parts:
        parents.update(dict.fromkeys(analyses))
    return tuple(parents)


def _hold_layer_law(node: Node, nodes: Mapping[str, Node], texts: Mapping[str, str]) -> None:
    allowed = MAY_READ.get(node.layer)
    for parent in node.parents:
        if allowed is not None and nodes[parent].layer not in allowed:
            what = f"{node.relation} reads {parent}, but {node.layer} may read only {', '.join(allowed)}"
            raise ModelError(
                what, _place(node, parent, texts), "move the model to a later layer, or read an earlier one"
            )


def _place(node: Node, parent: str, texts: Mapping[str, str]) -> Place:
    """The line of a model on which it names what it reads."""
    name = re.compile(rf"['\"]{re.escape(parent.partition('.')[2])}['\"]")
    lines = texts.get(node.relation, "").splitlines()
    return Place(node.path, next((number for number, line in enumerate(lines, 1) if name.search(line)), None))


def _order(nodes: Mapping[str, Node], texts: Mapping[str, str]) -> list[str]:
    sorter = TopologicalSorter({relation: nodes[relation].parents for relation in sorted(nodes)})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        one, other = nodes[error.args[1][0]], error.args[1][1]
        place = _place(one, other, texts) if other in one.parents else _place(nodes[other], one.relation, texts)
        raise ModelError(
            f"Models read each other in a circle: {circle}", place, "let one of them read what the other reads"
        ) from error


def _reach(start: Iterable[str], steps: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        relation = waiting.pop()
        if relation not in found:
            found.add(relation)
            waiting.extend(steps[relation])
    return found
