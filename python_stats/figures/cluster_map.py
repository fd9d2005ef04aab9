"""Covariates in the order of their dendrogram: the tree, each pair's correlation, the direction of each outcome."""

import math
from collections import defaultdict

from python_stats.figures import style
from python_stats.figures.canvas import INK, MUTED, PAPER, Canvas, Place, box
from python_stats.figures.panel import Panel, TreeNode
from python_stats.figures.plot import corner
from python_stats.format import ALPHA, count

SHOWS = ("tree", "correlations")
ABOUT = (
    "Left: dendrogram (1 − |Spearman ρ|); a dot marks a merge found in 80% or more of bootstrap samples. Squares: "
    "Spearman ρ of each pair, blue positive, orange negative, the stronger the fuller, bars mark the negative ones. "
    "Right: direction of each covariate alone; up: more of it, more of the outcome; filled: P<.05."
)
CELL, TREE, NAMES, STRIP = 11.0, 50.0, 146.0, 13.0
TOP, LEGEND = 88.0, 26.0
# The names of the outcomes lean to the right.
LEAN = 52.0
SHADES = 8
WELL_SUPPORTED = 0.8


def can_draw(panel: Panel) -> bool:
    return sum(bool(node.name) for node in panel.tree) > 1


def describe(panel: Panel) -> str:
    order = ", ".join(leaf.label for leaf in _leaves(panel))
    firm = sum(node.support >= WELL_SUPPORTED for node in panel.tree if not node.name)
    return f"{panel.statistic}. {count(firm)} merges in at least 80% of bootstrap samples. In order: {order}. {ABOUT}"


def draw(panel: Panel) -> Canvas:
    leaves = _leaves(panel)
    outcomes = list(dict.fromkeys(direction.outcome for direction in panel.directions))
    side = CELL * len(leaves)
    canvas = Canvas(TREE + NAMES + side + STRIP * len(outcomes) + (LEAN if outcomes else 8), TOP + side + LEGEND)
    canvas.words((3.5, 3), panel.statistic, style.TEXT_SIZE, level="top")
    _draw_tree(canvas, panel.tree)
    for row, leaf in enumerate(leaves):
        name = style.shorten(leaf.label, 37, 1)
        canvas.words((TREE + NAMES - 4, _middle(row)), name, style.SMALL_TEXT_SIZE, align="end")
    _draw_cells(canvas, panel, leaves)
    _draw_directions(canvas, panel, leaves, outcomes)
    _draw_legend(canvas, TOP + side + 11)
    corner(canvas, panel.mark)
    return canvas


def _leaves(panel: Panel) -> list[TreeNode]:
    return sorted((node for node in panel.tree if node.name), key=lambda node: node.position)


def _middle(row: float) -> float:
    return TOP + CELL * (row + 0.5)


def _draw_tree(canvas: Canvas, tree: tuple[TreeNode, ...]) -> None:
    nodes = {node.node: node for node in tree}
    tallest = max((node.height for node in tree), default=0.0) or 1.0

    def place(node: TreeNode, height: float) -> Place:
        return TREE - 3 - (TREE - 10) * height / tallest, _middle(node.position - 1)

    merges = [node for node in tree if not node.name and node.left in nodes and node.right in nodes]
    for node in merges:
        first, second = nodes[node.left], nodes[node.right]
        path = [place(first, first.height), place(first, node.height), place(second, node.height)]
        canvas.lines([[*path, place(second, second.height)]], INK, 0.8)
    firm = [place(node, node.height) for node in merges if node.support >= WELL_SUPPORTED]
    canvas.marks("o", firm, 3.4, style.GREEN, style.GREEN, 0.6)


def _draw_cells(canvas: Canvas, panel: Panel, leaves: list[TreeNode]) -> None:
    """One path for each shade: hundreds of squares stay small on the page."""
    cells, bars = defaultdict[tuple[str, int], list[tuple[Place, ...]]](list), list[list[Place]]()
    for row, first in enumerate(leaves):
        for column, second in enumerate(leaves):
            rho = 1.0 if row == column else panel.correlations.get((first.name, second.name), math.nan)
            shade = round(abs(rho) * SHADES) if math.isfinite(rho) else 0
            left, top = TREE + NAMES + CELL * column, TOP + CELL * row
            if shade:
                cells[style.BLUE if rho > 0 else style.VERMILION, shade].append(
                    box(left + 0.5, top + 0.5, left + CELL - 0.5, top + CELL - 0.5)
                )
            if shade > 1 and rho < 0:
                bars.append([(left + 3, top + CELL / 2), (left + CELL - 3, top + CELL / 2)])
    for (colour, shade), boxes in sorted(cells.items()):
        canvas.areas(boxes, colour, opacity=shade / SHADES)
    canvas.lines(bars, INK, 0.8)


def _draw_directions(canvas: Canvas, panel: Panel, leaves: list[TreeNode], outcomes: list[str]) -> None:
    left = TREE + NAMES + CELL * len(leaves) + 8
    rows = {leaf.name: row for row, leaf in enumerate(leaves)}
    for column, outcome in enumerate(outcomes):
        place = (left + STRIP * (column + 0.5) - 3, TOP - 3)
        text = style.shorten(outcome, 26, 1)
        canvas.words(place, text, style.SMALL_TEXT_SIZE, level="middle", rotation=-60)
    for direction in panel.directions:
        if direction.covariate not in rows or not direction.sign:
            continue
        is_more = direction.sign > 0
        colour = style.BLUE if is_more else style.VERMILION
        place = (left + STRIP * (outcomes.index(direction.outcome) + 0.5), _middle(rows[direction.covariate]))
        face = colour if direction.p_value < ALPHA else PAPER
        canvas.marks("^" if is_more else "v", [place], 5.6, face, colour, 0.8)


def _draw_legend(canvas: Canvas, y: float) -> None:
    x = TREE + NAMES
    for rho in (-0.75, -0.375, 0.375, 0.75):
        colour = style.BLUE if rho > 0 else style.VERMILION
        canvas.areas([box(x, y - 4, x + 9, y + 4)], colour, opacity=abs(rho))
        if rho < 0:
            canvas.lines([[(x + 2, y), (x + 7, y)]], INK, 0.8)
        canvas.words((x + 11, y), f"{rho:.2f}".replace("-", "−"), style.SMALL_TEXT_SIZE, colour=MUTED)
        x += 36
