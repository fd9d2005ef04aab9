"""Kruskal-Wallis and Dunn of every covariate over the same groups: rank sums of all columns are one matrix product."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr

from python_stats.contract.results import FEWEST, STATUSES
from python_stats.contract.sample import Numbers
from python_stats.screens.ranks import ranks_within, sorted_columns

OK, TOO_FEW, CONSTANT = (STATUSES.index(word) for word in ("ok", "too_few", "constant"))


@dataclass(frozen=True)
class GroupTests:
    """By covariate: H and its P over all groups; by covariate and pair of groups: Dunn's difference, z and P."""

    n: NDArray[np.int64]
    sizes: NDArray[np.int64]
    h: Numbers
    p_value: Numbers
    epsilon_squared: Numbers
    pairs: tuple[tuple[int, int], ...]
    difference: Numbers
    z: Numbers
    p_pair: Numbers
    status: NDArray[np.int8]


def screen_groups(x: Numbers, groups: NDArray[np.intp], n_groups: int) -> GroupTests:
    """Every column of x over groups numbered from 0, -1 being in none of them; NaN where missing."""
    columns = sorted_columns(np.ascontiguousarray(x.T))
    known = groups >= 0
    members = (groups[:, None] == np.arange(n_groups)).astype(np.float64)
    ranks = ranks_within(columns, known)
    sizes = (columns.present.astype(np.float64) @ members).astype(np.int64)
    # Doubled and centred ranks: sums are whole numbers, squares are four times those of ranks.
    sums, total = ranks @ members, np.einsum("ij,ij->i", ranks, ranks)
    n = sizes.sum(axis=1)
    with np.errstate(all="ignore"):
        between = np.where(sizes > 0, sums**2 / sizes, 0.0).sum(axis=1)
        h = (n - 1) * between / total
        means = sums / sizes / 2
    filled = (sizes > 0).sum(axis=1)
    status = np.where((n < FEWEST) | (filled < 2), TOO_FEW, np.where(total == 0, CONSTANT, OK)).astype(np.int8)
    bad = status != OK
    pairs = tuple(combinations(range(n_groups), 2))
    with np.errstate(all="ignore"):
        first, second = (np.array([pair[side] for pair in pairs], dtype=np.intp) for side in (0, 1))
        difference = np.where(bad[:, None], np.nan, means[:, first] - means[:, second])
        variance = total[:, None] / 4 / (n[:, None] - 1) * (1 / sizes[:, first] + 1 / sizes[:, second])
        z = difference / np.sqrt(variance)
        p = np.where(bad, np.nan, chdtrc(np.maximum(filled - 1, 1), h))
    h = np.where(bad, np.nan, h)
    return GroupTests(n, sizes, h, p, h / np.maximum(n - 1, 1), pairs, difference, z, 2 * ndtr(-np.abs(z)), status)
