"""The graph of tables, laid out: a column of names for each layer, and a curve for each table that reads another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LAYERS = ("raw", "seeds", "staging", "intermediate", "marts", "analyses", "results", "report")

WIDTH, HEIGHT, GAP, TOP = 250, 26, 70, 34


@dataclass(frozen=True)
class Node:
    relation: str
    name: str
    layer: str
    x: int
    y: int


@dataclass(frozen=True)
class Edge:
    parent: str
    child: str
    path: str


@dataclass(frozen=True)
class Drawing:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headings: tuple[tuple[str, int], ...]
    width: int
    height: int


def draw(parents: Mapping[str, Sequence[str]]) -> Drawing:
    """Layers from left to right; within one, tables stand near what they read, so that curves cross less."""
    places: dict[str, tuple[int, int]] = {}
    present = [layer for layer in LAYERS if any(each.startswith(f"{layer}.") for each in parents)]
    for number, layer in enumerate(present):
        mine = [each for each in parents if each.startswith(f"{layer}.")]
        for row, relation in enumerate(sorted(mine, key=lambda each: (_height(parents[each], places), each))):
            places[relation] = (number * (WIDTH + GAP) + 10, TOP + row * (HEIGHT + 8))
    nodes = [Node(each, each.partition(".")[2], each.partition(".")[0], x, y) for each, (x, y) in places.items()]
    edges = [
        Edge(parent, child, _curve(places[parent], places[child])) for child in parents for parent in parents[child]
    ]
    headings = tuple((layer, number * (WIDTH + GAP) + 10) for number, layer in enumerate(present))
    height = max((y for _, y in places.values()), default=0) + HEIGHT + 10
    return Drawing(tuple(nodes), tuple(edges), headings, len(present) * (WIDTH + GAP) - GAP + 20, height)


def _height(parents: Sequence[str], places: Mapping[str, tuple[int, int]]) -> float:
    heights = [places[parent][1] for parent in parents if parent in places]
    return sum(heights) / len(heights) if heights else 0.0


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1, x2, y2 = start[0] + WIDTH, start[1] + HEIGHT // 2, end[0], end[1] + HEIGHT // 2
    if x2 < x1:  # of one layer: around on the right
        x2 = end[0] + WIDTH
        return f"M{x1},{y1} C{x1 + 50},{y1} {x2 + 50},{y2} {x2},{y2}"
    bend = (x2 - x1) // 2
    return f"M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}"
