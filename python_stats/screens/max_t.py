"""Adjusted P values of a screen from shuffled outcomes, which know how the covariates hang together.

Westfall and Young 1993, step-down max-T. The statistic is linear in ranks: for a yes/no outcome the rank-sum z, for a
measured one Spearman's rho times the root of n - 1; all shuffles of a block are one matrix product.
"""

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.sample import Numbers
from python_stats.screens.ranks import blocks, ranks_within, sorted_columns
from python_stats.threads import one_thread_each

# Two shuffles that sort the subjects alike differ in the last digits of a statistic.
SAME = 1e-9
CELLS = 2_000_000


def rank_statistics(x: Numbers, scores: Numbers) -> Numbers:
    """The statistic of each column of x (NaN where missing) for each row of scores, one for each subject."""
    columns = sorted_columns(np.ascontiguousarray(x.T))
    ranks = ranks_within(columns, np.full(len(x), True)).T
    present = columns.present.T.astype(np.float64)
    squares = np.einsum("ij,ij->j", ranks, ranks)
    n = present.sum(axis=0)
    with one_thread_each(), np.errstate(all="ignore"):
        spread = scores**2 @ present - (scores @ present) ** 2 / n
        # What is left of equal numbers when their mean is taken off is noise, and no spread.
        spread = np.where(spread > SAME * (scores**2 @ present), spread, 0.0)
        found: Numbers = scores @ ranks / np.sqrt(squares * spread / (n - 1))
    return np.where(np.isfinite(found), found, 0.0)


def step_down(observed: Numbers, shuffled: Numbers, counted: bool = False) -> Numbers:
    """Adjusted P of each statistic; `counted` says that the order observed is itself one of the shuffles."""
    order = np.argsort(-np.abs(observed), kind="stable")
    sizes = np.abs(shuffled)[:, order]
    highest = np.maximum.accumulate(sizes[:, ::-1], axis=1)[:, ::-1]
    beaten = np.count_nonzero(highest >= np.abs(observed)[order] * (1 - SAME), axis=0)
    adjusted = np.empty(len(observed))
    share = beaten / len(shuffled) if counted else (1 + beaten) / (1 + len(shuffled))
    adjusted[order] = np.maximum.accumulate(share)
    return adjusted


def max_t(x: Numbers, scores: Numbers, permutations: int, seed: int) -> Numbers:
    """Adjusted P of each column of x against scores known for everybody, from random shuffles; never 0."""
    observed = rank_statistics(x, scores[None, :])[0]
    shuffled: list[NDArray[np.float64]] = []
    for block in blocks(permutations, max(1, x.shape[1]), CELLS):
        orders = [np.random.default_rng([seed, place]).permutation(len(scores)) for place in range(permutations)[block]]
        shuffled.append(rank_statistics(x, scores[np.array(orders)]))
    return step_down(observed, np.concatenate(shuffled))
