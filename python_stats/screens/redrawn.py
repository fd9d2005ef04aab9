"""Spearman's correlations of all pairs of columns over subjects drawn again and again: each column is sorted but once.

A subject drawn twice counts twice. In the order of a column, the rank of a value among those drawn is how many of them
come before its run of ties, plus half of those in it: cumulative counts, as in `ranks`, and whole numbers as there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.sample import Numbers
from python_stats.screens.ranks import Sorted, sorted_columns
from python_stats.screens.screen_spearman import (
    Correlations,
    Pattern,
    Sums,
    are_quicker,
    correlations,
    mirrored,
    no_sums,
    pairs_of_patterns,
    patterns_of,
    screen_spearman,
)

# Among fewer subjects, where nearly every column is missing on its own, many small pieces take longer than sorting.
FEW = 2_000

Chosen = NDArray[np.intp]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class _Runs:
    """Of some columns (rows) their order, and for each subject where its run of ties begins and ends in it.

    Places count along one row of all columns, each of which has one place more than subjects.
    """

    order: NDArray[np.intp]
    before: NDArray[np.intp]
    upto: NDArray[np.intp]


def redrawn(x: Numbers) -> Callable[[Chosen], Correlations]:
    """What `screen_spearman` says of the chosen rows of x, as a function of them."""
    columns = sorted_columns(np.ascontiguousarray(x.T))
    patterns = patterns_of(columns.present)
    if len(x) < FEW and not are_quicker(patterns, patterns):
        return lambda chosen: _alone(x[chosen])
    known = {id(pattern): _runs(columns.part(pattern.columns)) for pattern in patterns}
    pairs = [*pairs_of_patterns(patterns, patterns, itself=True)]

    def found(chosen: Chosen) -> Correlations:
        times = np.bincount(chosen, minlength=len(x))
        sums = no_sums((len(columns), len(columns)))
        for row, column in pairs:
            _fill(sums, (row, known[id(row)]), (column, known[id(column)]), times)
        mirrored(sums)
        return correlations(sums.n, sums.xy, sums.xx, sums.yy)

    return found


def _alone(again: Numbers) -> Correlations:
    return screen_spearman(again, again, threads=1)


def _runs(columns: Sorted) -> _Runs:
    width, subjects = columns.order.shape
    places = np.broadcast_to(np.arange(subjects), columns.order.shape)
    ends = [places, places + 1] if columns.before is None else [columns.before, columns.upto]
    start = np.arange(width)[:, None] * (subjects + 1)
    by_subject = [np.empty(columns.order.shape, dtype=np.intp) for _ in ends]
    for end, found in zip(ends, by_subject, strict=True):
        np.put_along_axis(found, columns.order.astype(np.intp), end + start, axis=1)
    return _Runs(columns.order.astype(np.intp), *by_subject)


def _fill(sums: Sums, ours: tuple[Pattern, _Runs], theirs: tuple[Pattern, _Runs], times: Times) -> None:
    """Every column of one pattern with every one of another, over the subjects of both, as often as each was drawn."""
    (row, mine), (column, others) = ours, theirs
    drawn = np.where(row.subjects & column.subjects, times, 0)
    x, y = _ranks(mine, drawn), _ranks(others, drawn)
    weighed = x * drawn
    here = np.ix_(row.columns, column.columns)
    sums.n[here], sums.xy[here] = int(drawn.sum()), weighed @ y.T
    sums.xx[here] = np.einsum("ij,ij->i", weighed, x)[:, None]
    sums.yy[here] = np.einsum("ij,ij->i", y * drawn, y)[None, :]


def _ranks(runs: _Runs, times: Times) -> Numbers:
    """Doubled and centred; of a subject that was not drawn a number that counts for nothing."""
    width, subjects = runs.order.shape
    counts = np.zeros((width, subjects + 1), dtype=np.int32)
    np.cumsum(np.take(times.astype(np.int32), runs.order), axis=1, out=counts[:, 1:])
    doubled = np.take(counts, runs.upto)
    doubled += np.take(counts, runs.before)
    doubled -= counts[:, -1:]
    return doubled.astype(np.float64)
