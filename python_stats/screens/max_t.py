"""Adjusted P values of a screen from shuffled outcomes, which know how the covariates hang together.

Westfall and Young 1993, step-down max-T. The statistic is linear in ranks: for a yes/no outcome the rank-sum z, for a
measured one Spearman's rho times the root of n - 1; all shuffles of a block are one matrix product. Covariates come
some at a time: first for what was observed, then from the least to the most telling, under the same shuffles each time.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.sample import Numbers
from python_stats.screens.ranks import blocks, ranks_within, sorted_columns
from python_stats.threads import one_thread_each

# Two shuffles that sort the subjects alike differ in the last digits of a statistic.
SAME = 1e-9
CELLS = 2_000_000

# Some covariates, by their places: a row for each subject, or a statistic for each shuffle.
Some = Callable[[NDArray[np.intp]], Numbers]


def rank_statistics(x: Numbers, scores: Numbers) -> Numbers:
    """The statistic of each column of x (NaN where missing) for each row of scores, one for each subject."""
    return _statistics(*_ranked(x), scores)


def step_down(observed: Numbers, shuffled: Some, size: int, counted: bool = False) -> Numbers:
    """Adjusted P of each statistic; `counted` says that the order observed is itself one of the shuffles."""
    order = np.argsort(-np.abs(observed), kind="stable")
    beaten, highest = np.empty(len(observed)), np.zeros(0)
    for start in range(0, len(order), size)[::-1]:
        places = order[start : start + size]
        sizes = np.abs(shuffled(places))
        highest = np.zeros(len(sizes)) if start + size >= len(order) else highest
        reached = np.maximum.accumulate(np.column_stack([highest, sizes[:, ::-1]]), axis=1)[:, :0:-1]
        beaten[start : start + size] = np.count_nonzero(reached >= np.abs(observed)[places] * (1 - SAME), axis=0)
        highest = reached[:, 0]
    adjusted = np.empty(len(observed))
    share = beaten / len(highest) if counted else (1 + beaten) / (1 + len(highest))
    adjusted[order] = np.maximum.accumulate(share)
    return adjusted


def max_t(x: Some, columns: int, scores: Numbers, permutations: int, seed: int) -> Numbers:
    """Adjusted P of each column of x against scores known for everybody, from random shuffles; never 0."""
    size = max(1, CELLS // max(permutations, len(scores)))
    some = [np.arange(columns)[start : start + size] for start in range(0, columns, size)]
    observed = np.concatenate([rank_statistics(x(places), scores[None, :])[0] for places in some])

    def shuffled(places: NDArray[np.intp]) -> Numbers:
        ranked = _ranked(x(places))
        found = np.empty((permutations, len(places)))
        for block in blocks(permutations, len(scores), CELLS):
            draws = (np.random.default_rng([seed, place]) for place in range(permutations)[block])
            orders = np.array([draw.permutation(len(scores)) for draw in draws])
            found[block] = _statistics(*ranked, scores[orders])
        return found

    return step_down(observed, shuffled, size)


def _ranked(x: Numbers) -> tuple[Numbers, Numbers]:
    """Ranks of each column, centred, 0 where missing; and who is there, as 1 and 0."""
    columns = sorted_columns(np.ascontiguousarray(x.T))
    return ranks_within(columns, np.full(len(x), True)).T, columns.present.T.astype(np.float64)


def _statistics(ranks: Numbers, present: Numbers, scores: Numbers) -> Numbers:
    squares = np.einsum("ij,ij->j", ranks, ranks)
    n = present.sum(axis=0)
    with one_thread_each(), np.errstate(all="ignore"):
        spread = scores**2 @ present - (scores @ present) ** 2 / n
        # What is left of equal numbers when their mean is taken off is noise, and no spread.
        spread = np.where(spread > SAME * (scores**2 @ present), spread, 0.0)
        found: Numbers = scores @ ranks / np.sqrt(squares * spread / (n - 1))
    return np.where(np.isfinite(found), found, 0.0)
