"""Spearman's correlation of every covariate with every outcome, each pair on the subjects who have both.

Columns that go missing together share their subjects, and one matrix product serves all their pairs. Where nearly
every column is missing on its own, each covariate in turn is ranked within every outcome's subjects and they in its.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from python_stats.contract.results import FEWEST, STATUSES
from python_stats.contract.sample import Mask, Numbers
from python_stats.screens.ranks import Sorted, blocks, desk_of, ranks_of_one, ranks_on, ranks_within, sorted_columns
from python_stats.summaries.intervals import Z
from python_stats.threads import THREADS, done, one_thread_each

OK, TOO_FEW, CONSTANT = (STATUSES.index(word) for word in ("ok", "too_few", "constant"))

# A pair of patterns of missing values costs about as much as this many pairs of columns one by one.
COST_OF_A_PATTERN = 8


@dataclass(frozen=True)
class Correlations:
    """Covariates by outcomes; NaN where `status` (an index into STATUSES) is not ok."""

    n: NDArray[np.int64]
    rho: Numbers
    statistic: Numbers
    p_value: Numbers
    ci_low: Numbers
    ci_high: Numbers
    status: NDArray[np.int8]


@dataclass(frozen=True)
class Sums:
    """Of the products of doubled, centred ranks: whole numbers, exact in a double up to 20,000 subjects and beyond."""

    n: NDArray[np.int64]
    xy: Numbers
    xx: Numbers
    yy: Numbers


def no_sums(shape: tuple[int, int]) -> Sums:
    return Sums(np.zeros(shape, dtype=np.int64), *(np.zeros(shape) for _ in range(3)))


def screen_spearman(x: Numbers, y: Numbers, threads: int = THREADS) -> Correlations:
    """All pairs of a column of x and a column of y, matrices with one row for each subject and NaN where missing."""
    itself = x is y
    covariates = sorted_columns(np.ascontiguousarray(x.T))
    outcomes = covariates if itself else sorted_columns(np.ascontiguousarray(y.T))
    shape = len(covariates), len(outcomes)
    sums = no_sums(shape)
    patterns = [patterns_of(columns.present) for columns in (covariates, outcomes)]
    with ThreadPoolExecutor(threads) as pool, one_thread_each():
        if are_quicker(*patterns):
            tasks = [*pairs_of_patterns(patterns[0], patterns[1], itself)]
            done(pool.map(lambda pair: _fill_patterns(sums, covariates, outcomes, pair), tasks), len(tasks))
        else:
            runs = [*blocks(shape[1], len(x))][::-1]
            done(pool.map(lambda block: _fill_columns(sums, covariates, outcomes, itself, block), runs), len(runs))
    if itself:
        mirrored(sums)
    return correlations(sums.n, sums.xy, sums.xx, sums.yy)


def correlations(n: NDArray[np.int64], xy: Numbers, xx: Numbers, yy: Numbers) -> Correlations:
    """rho, t, P and Bonett and Wright's interval from the sums; perfect agreement is exact, with P = 0."""
    with np.errstate(all="ignore"):
        rho = xy / (np.sqrt(xx) * np.sqrt(yy))
        perfect = (np.abs(xy) == xx) & (xx == yy)
        rho = np.where(perfect, np.sign(xy), np.clip(rho, -1.0, 1.0))
        t = rho * np.sqrt((n - 2) / ((1 - rho) * (1 + rho)))
        p = np.where(perfect, 0.0, 2 * stdtr(n - 2, -np.abs(t)))
        half = Z * np.sqrt((1 + rho**2 / 2) / (n - 3))
        low, high = np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)
    status = np.where(n < FEWEST, TOO_FEW, np.where((xx == 0) | (yy == 0), CONSTANT, OK)).astype(np.int8)
    bad = status != OK
    without = bad | perfect

    def where(values: Numbers, gone: Mask) -> Numbers:
        return np.where(gone, np.nan, values)

    numbers = where(rho, bad), where(t, without), where(p, bad), where(low, without), where(high, without)
    return Correlations(n, *numbers, status)


@dataclass(frozen=True)
class Pattern:
    """A set of subjects, and the columns whose values they have."""

    subjects: Mask
    columns: NDArray[np.intp]


def patterns_of(present: Mask) -> list[Pattern]:
    """The different sets of subjects with a value, and the columns of each."""
    _, first, which = np.unique(np.packbits(present, axis=1), axis=0, return_index=True, return_inverse=True)
    return [Pattern(present[column], np.flatnonzero(which.ravel() == place)) for place, column in enumerate(first)]


def are_quicker(rows: list[Pattern], columns: list[Pattern]) -> bool:
    """Whether pairs of patterns are done sooner than pairs of columns."""
    pairs = sum(len(row.columns) for row in rows) * sum(len(column.columns) for column in columns)
    return len(rows) * len(columns) * COST_OF_A_PATTERN <= pairs


def pairs_of_patterns(rows: list[Pattern], columns: list[Pattern], itself: bool) -> Iterator[tuple[Pattern, Pattern]]:
    for place, row in enumerate(rows):
        for column in columns[place:] if itself else columns:
            yield row, column


def _fill_patterns(sums: Sums, covariates: Sorted, outcomes: Sorted, pair: tuple[Pattern, Pattern]) -> None:
    """Every covariate of one pattern with every outcome of another: one product."""
    row, column = pair
    both = row.subjects & column.subjects
    ours = ranks_within(covariates.part(row.columns), both)[:, both]
    theirs = ranks_within(outcomes.part(column.columns), both)[:, both]
    here = np.ix_(row.columns, column.columns)
    sums.n[here], sums.xy[here] = int(both.sum()), ours @ theirs.T
    sums.xx[here] = np.einsum("ij,ij->i", ours, ours)[:, None]
    sums.yy[here] = np.einsum("ij,ij->i", theirs, theirs)[None, :]


def _fill_columns(sums: Sums, covariates: Sorted, outcomes: Sorted, itself: bool, block: slice) -> None:
    """A block of outcomes with every covariate, one after the other; with itself, with those not after it."""
    desk = desk_of(outcomes.part(block))
    for place in range(block.stop if itself else len(covariates)):
        theirs = ranks_on(desk, covariates.present[place])
        sums.yy[place, block] = np.einsum("ij,ij->i", theirs, theirs)
        theirs = theirs.copy()
        ours = ranks_of_one(desk, covariates, place)
        sums.n[place, block] = desk.counts[:, -1]
        sums.xy[place, block] = np.einsum("ij,ij->i", ours, theirs)
        sums.xx[place, block] = np.einsum("ij,ij->i", ours, ours)


def mirrored(sums: Sums) -> None:
    """A pair that was left out is its mirror image, which was not."""
    absent = sums.n == 0
    for into, source in ((sums.xy, sums.xy), (sums.xx, sums.yy), (sums.yy, sums.xx), (sums.n, sums.n)):
        into[absent] = source.T[absent]
