"""Which covariates of a forest matter at all, and not only most: each competes with shuffled copies of all of them.

Boruta (Kursa and Rudnicki, Journal of Statistical Software 2010, 36:11). A covariate scores a hit in a run where its
importance is above that of the best shadow; without any relevance it would do so no more often than a coin falls on
heads. Decisions are those of R's package: binomial tests after every run, at .01 with Bonferroni's correction for all
covariates; what is rejected leaves the forest, and its shadow with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc

from python_stats.contract.sample import Numbers

CONFIRMED, TENTATIVE, REJECTED = "confirmed", "tentative", "rejected"
ALPHA = 0.01
# Fewer shadows than this would be too easily beaten by chance: they are then made of some covariates twice.
FEWEST_SHADOWS = 5

Scores = Callable[[Numbers, int], Numbers]


@dataclass(frozen=True)
class Selection:
    """For each covariate its decision, and in how many of its runs it beat the best shadow."""

    decisions: tuple[str, ...]
    hits: NDArray[np.int64]
    runs: NDArray[np.int64]


def selection(x: Numbers, runs: int, seed: int, scores: Scores) -> Selection:
    """`scores` grows the forest of a run and returns the importance of each column, in units of its error."""
    decided = np.full(x.shape[1], TENTATIVE, dtype=object)
    hits, taken_part = np.zeros(x.shape[1], dtype=np.int64), np.zeros(x.shape[1], dtype=np.int64)
    for run in range(runs):
        inside = np.flatnonzero(decided != REJECTED)
        found = scores(np.column_stack([x[:, inside], shadows(x[:, inside], [seed, run])]), run)
        best = found[len(inside) :].max()
        hits[inside] += found[: len(inside)] > best
        taken_part[inside] += 1
        decided = np.where(decided == TENTATIVE, decisions(hits, run + 1), decided)
        if not (decided == TENTATIVE).any():
            break
    return Selection(tuple(decided), hits, taken_part)


def shadows(x: Numbers, stream: list[int]) -> Numbers:
    """Copies of the columns, each shuffled over the subjects by itself."""
    draw = np.random.default_rng(stream)
    copies = np.tile(x, -(-FEWEST_SHADOWS // x.shape[1])) if x.shape[1] < FEWEST_SHADOWS else x
    shuffled: Numbers = draw.permuted(copies, axis=0)
    return shuffled


def decisions(hits: NDArray[np.int64], runs: int) -> NDArray[np.object_]:
    """Of every covariate after so many runs, were it still undecided."""
    many = len(hits) * bdtrc(hits - 1.0, runs, 0.5)
    few = len(hits) * bdtr(hits.astype(np.float64), runs, 0.5)
    return np.where(many < ALPHA, CONFIRMED, np.where(few < ALPHA, REJECTED, TENTATIVE)).astype(object)
