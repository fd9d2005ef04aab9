"""Hierarchical clustering of covariates by how closely their ranks go together, as R's hclust.

The distance of two covariates is 1 - |rho| (Spearman, on the subjects who have both), so that two that mirror each
other are close. The support of a cluster is the share of bootstrap samples of the subjects in which it forms again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cophenet, fcluster, linkage
from scipy.spatial.distance import squareform

from python_stats.contract.results import Estimate, Findings, Node, counted, joined, plain
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.screens.redrawn import redrawn
from python_stats.screens.screen_spearman import OK, Correlations, screen_spearman
from python_stats.summaries.spread import ROUNDING
from python_stats.threads import one_thread_each

# What R calls ward.D2, mcquitty and so on.
LINKAGES = {"average": "average", "ward": "ward", "complete": "complete", "single": "single"}


@dataclass(frozen=True)
class Tree:
    """Merges as scipy writes them: two nodes, height and size in a row; leaves are numbered from 0."""

    merges: Numbers
    cophenetic: float

    @property
    def leaves(self) -> int:
        return len(self.merges) + 1

    @property
    def children(self) -> list[tuple[int, int]]:
        """Of each merge, in the order of drawing: a leaf before a cluster, the one made earlier first, as in R."""
        return [(int(min(pair)), int(max(pair))) for pair in self.merges[:, :2]]

    @property
    def members(self) -> list[frozenset[int]]:
        """The leaves below each node."""
        found = [frozenset([leaf]) for leaf in range(self.leaves)]
        for first, second in self.children:
            found.append(found[first] | found[second])
        return found

    @property
    def order(self) -> list[int]:
        """The leaves from one side of the drawing to the other."""
        orders = [[leaf] for leaf in range(self.leaves)]
        for first, second in self.children:
            orders.append(orders[first] + orders[second])
        return orders[-1]


def tree_of(distance: Numbers, method: str) -> Tree:
    """The tree of a square matrix of distances."""
    condensed = squareform(distance, checks=False)
    merges = np.asarray(linkage(condensed, method=LINKAGES[method]), dtype=np.float64)
    # Distances lie between 0 and 1; those that are equal but for rounding have no correlation with anything.
    told = all(np.ptp(one) > ROUNDING for one in (condensed, cophenet(merges)))
    return Tree(merges, float(cophenet(merges, condensed)[0]) if told else np.nan)


def distances(found: Correlations) -> Numbers:
    """1 - |rho|, exactly 0 with itself; 1 where nothing is known of a pair."""
    distance = 1 - np.abs(np.where(found.status == OK, found.rho, 0.0))
    np.fill_diagonal(distance, 0.0)
    return distance


def support(x: Numbers, tree: Tree, method: str, resamples: int, seed: int) -> Numbers:
    """For each merge, how often the same covariates are a cluster when subjects are drawn again."""
    wanted = tree.members[tree.leaves :]
    times = np.zeros(len(wanted))
    correlated = redrawn(x)
    with one_thread_each():
        for place in range(resamples):
            again = correlated(np.random.default_rng([seed, place]).integers(0, len(x), len(x)))
            formed = set(tree_of(distances(again), method).members)
            times += [cluster in formed for cluster in wanted]
    return times / max(1, resamples)


def shared(tree: Tree, other: Tree) -> float | None:
    """The share of the clusters of one tree that are clusters of the other as well; the whole is one of any tree."""
    inner = set(tree.members[tree.leaves : -1])
    return len(inner & set(other.members)) / len(inner) if inner else None


def findings(analysis: Analysis, table: Table) -> Findings:
    """How well the tree keeps the distances, every pair's correlation, and the nodes of the tree."""
    left_out = dict(_left_out(table))
    names = [covariate for covariate in table.covariates if covariate not in left_out]
    x = table.matrix(names)
    said = [f"without {covariate}: {why}" for covariate, why in left_out.items()]
    if len(names) < 2:
        whole = _tree_row(0, status="too_few", note=joined("fewer than two covariates to cluster", *said, table.note))
        return Findings((whole,), observations=())
    found = screen_spearman(x, x)
    tree = tree_of(distances(found), analysis.words["linkage"])
    unknown = int((found.status[np.triu_indices(len(names), 1)] != OK).sum())
    guessed = counted(unknown, "pair without a correlation: distance 1", "pairs without a correlation: distance 1")
    whole = _tree_row(len(x), estimate=plain(tree.cophenetic), note=joined(*said, guessed, table.note))
    others = _by_other_linkages(analysis, distances(found), tree, len(x))
    pairs = (_pair(names, found, i, j) for i in range(len(names)) for j in range(i))
    return Findings((whole, *pairs, *others), clusters=tuple(_nodes(analysis, names, x, tree)), observations=())


def _left_out(table: Table) -> Iterator[tuple[str, str]]:
    for covariate in table.covariates:
        if covariate in table.texts:
            yield covariate, "it holds text"
        elif len(np.unique(table.numbers[covariate][np.isfinite(table.numbers[covariate])])) < 2:
            yield covariate, "fewer than two different values"


def _tree_row(n: int, estimate: object = None, status: str = "ok", note: str | None = None) -> Estimate:
    """A tree of two covariates keeps their one distance, and has no correlation with it."""
    row = Estimate("tree", "cophenetic_correlation", n, status=status, note=note)
    if isinstance(estimate, float):
        return replace(row, estimate=estimate)
    absent = "its distances are all equal, or there is one" if status == "ok" else None
    return replace(row, status="constant" if status == "ok" else status, note=joined(absent, note))


def _by_other_linkages(analysis: Analysis, distance: Numbers, tree: Tree, n: int) -> Iterator[Estimate]:
    """What the tree would be had another linkage been chosen: how much of it stays."""
    for method in LINKAGES:
        if method != analysis.words["linkage"]:
            other = tree_of(distance, method)
            name = "cophenetic_correlation_other_linkage"
            row = Estimate(f"tree by {method} linkage", name, n, status="descriptive")
            yield replace(row, estimate=other.cophenetic if np.isfinite(other.cophenetic) else None)
            yield replace(row, estimate_name="shared_clusters", estimate=shared(tree, other))


def _pair(names: list[str], found: Correlations, i: int, j: int) -> Estimate:
    cell = {name: plain(getattr(found, name)[i, j]) for name in ("statistic", "p_value", "ci_low", "ci_high")}
    row = Estimate(f"{names[i]} with {names[j]}", "spearman_rho", int(found.n[i, j]))
    row = replace(row, covariate=names[i], outcome=names[j], **cell)  # type: ignore[arg-type]
    if found.status[i, j] == OK:
        return replace(row, estimate=float(found.rho[i, j]))
    return replace(row, status="too_few", note="too few subjects with two different values of each")


def _nodes(analysis: Analysis, names: list[str], x: Numbers, tree: Tree) -> Iterator[Node]:
    """Numbered from 1, leaves first; a merge lies in the middle of what it joins."""
    resamples = analysis.number("resamples")
    shares = support(x, tree, analysis.words["linkage"], resamples, analysis.number("seed"))
    order, members = tree.order, tree.members
    positions = [float(order.index(leaf) + 1) for leaf in range(tree.leaves)]
    cuts = _cut(tree, analysis.numbers["clusters"])
    for leaf, name in enumerate(names):
        yield Node(leaf + 1, name, None, None, 0.0, positions[leaf], 1, None, cuts[leaf])
    for place, (first, second) in enumerate(tree.children):
        positions.append((positions[first] + positions[second]) / 2)
        node, share = tree.leaves + place, float(shares[place]) if resamples else None
        height, size = float(tree.merges[place, 2]), len(members[node])
        yield Node(node + 1, None, first + 1, second + 1, height, positions[node], size, share)


def _cut(tree: Tree, clusters: int | None) -> list[int | None]:
    """The cluster of each leaf when the tree is cut into so many, numbered in the order of drawing."""
    if clusters is None:
        return [None] * tree.leaves
    labels: NDArray[np.int32] = fcluster(tree.merges, clusters, criterion="maxclust")
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels[tree.order]), start=1)}
    return [numbers[label] for label in labels]
