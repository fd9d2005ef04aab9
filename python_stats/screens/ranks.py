"""Ranks of many columns within any subset of the subjects, from one sort of each column.

In the order of a column, the average rank of a value within a subset is the number of the subset's members before its
run of ties, plus half of those in it: cumulative counts, no second sort. Ranks are doubled and centred, which makes
them whole numbers: sums of their products are exact, and the same on any machine and number of threads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.sample import Mask, Numbers

Places = NDArray[np.int32]
Wide = NDArray[np.int64]

# As many cells are worked on at once as stay in a processor's cache with what is made of them.
CELLS = 100_000


@dataclass(frozen=True)
class Sorted:
    """Columns (the first axis) with the order of their subjects, missing ones last.

    `before` and `upto` are, for each place in that order, where its run of ties begins and where it has ended; None
    where no column has ties.
    """

    order: Places
    present: Mask
    before: Places | None
    upto: Places | None

    def __len__(self) -> int:
        return len(self.order)

    def part(self, chosen: slice | NDArray[np.intp]) -> "Sorted":
        """Some of the columns."""
        runs = (None if run is None else run[chosen] for run in (self.before, self.upto))
        return Sorted(self.order[chosen], self.present[chosen], *runs)


def sorted_columns(columns: Numbers) -> Sorted:
    """One sort of each column; `columns` has one row for each of them."""
    order = np.argsort(columns, axis=1, kind="stable")
    ordered = np.take_along_axis(columns, order, axis=1)
    same = ordered[:, 1:] == ordered[:, :-1]
    places = order.astype(np.int32)
    if not same.any():
        return Sorted(places, np.isfinite(columns), None, None)
    return Sorted(places, np.isfinite(columns), *_runs(same))


@dataclass(frozen=True)
class Desk:
    """Room to rank a block of columns again and again: places in one long row, and arrays to write on."""

    columns: Sorted
    order: Wide
    back: Wide
    before: Wide | None
    upto: Wide | None
    inside: Mask
    counts: Places
    doubled: Numbers
    ranks: Numbers


def desk_of(columns: Sorted) -> Desk:
    """A desk for these columns; one thread at a time may use it."""
    width, subjects = columns.order.shape
    row = np.arange(width, dtype=np.int64)[:, None]
    order = columns.order + row * subjects
    back = np.empty_like(order)
    back.ravel()[order] = np.arange(width * subjects).reshape(order.shape)
    start = row * (subjects + 1)
    return Desk(
        columns,
        order,
        back,
        before=None if columns.before is None else columns.before + start,
        upto=None if columns.upto is None else columns.upto + start,
        inside=np.empty(order.shape, dtype=np.bool_),
        counts=np.zeros((width, subjects + 1), dtype=np.int32),
        doubled=np.empty(order.shape),
        ranks=np.empty(order.shape),
    )


def ranks_within(columns: Sorted, subset: Mask) -> Numbers:
    """Of each column among the members of the subset who have a value, doubled and centred; 0 for everybody else."""
    found = np.empty(columns.order.shape)
    for block in blocks(len(columns), columns.order.shape[1]):
        found[block] = ranks_on(desk_of(columns.part(block)), subset)
    return found


def ranks_on(desk: Desk, subset: Mask) -> Numbers:
    """The same for the columns of a desk; the next use of the desk overwrites it."""
    np.take(desk.columns.present & subset, desk.order, out=desk.inside, mode="clip")
    np.cumsum(desk.inside, axis=1, dtype=np.int32, out=desk.counts[:, 1:])
    if desk.before is None or desk.upto is None:
        np.add(desk.counts[:, 1:], desk.counts[:, :-1], out=desk.doubled)
    else:
        np.add(np.take(desk.counts, desk.upto), np.take(desk.counts, desk.before), out=desk.doubled)
    return _centred(desk, desk.back)


def ranks_of_one(desk: Desk, columns: Sorted, place: int) -> Numbers:
    """One column ranked within the subjects of each column of the desk: its order is the same for all of them."""
    order, mine = columns.order[place], desk.columns.present & columns.present[place]
    np.take(mine, order, axis=1, out=desk.inside, mode="clip")
    np.cumsum(desk.inside, axis=1, dtype=np.int32, out=desk.counts[:, 1:])
    if columns.before is None or columns.upto is None:
        np.add(desk.counts[:, 1:], desk.counts[:, :-1], out=desk.doubled)
    else:
        np.add(desk.counts[:, columns.upto[place]], desk.counts[:, columns.before[place]], out=desk.doubled)
    back = np.empty_like(order)
    back[order] = np.arange(len(order), dtype=np.int32)
    return _centred(desk, back)


def _centred(desk: Desk, back: Wide | Places) -> Numbers:
    desk.doubled[:] -= desk.counts[:, -1:]
    desk.doubled[:] *= desk.inside
    axis = None if back.ndim > 1 else 1
    return np.take(desk.doubled, back, axis=axis, out=desk.ranks, mode="clip")


def blocks(columns: int, subjects: int, cells: int = CELLS) -> Iterator[slice]:
    """The columns in runs of as many as make about so many cells."""
    size = max(1, cells // max(1, subjects))
    for start in range(0, columns, size):
        yield slice(start, min(columns, start + size))


def _runs(same: Mask) -> tuple[Places, Places]:
    """Where the run of equal values around each place begins, and where it has ended."""
    columns, less = same.shape
    place = np.arange(less + 1, dtype=np.int32)
    begins = np.ones((columns, less + 1), dtype=np.bool_)
    begins[:, 1:] = ~same
    before = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    ends = np.ones((columns, less + 1), dtype=np.bool_)
    ends[:, :-1] = ~same
    upto = np.minimum.accumulate(np.where(ends, place + 1, less + 1)[:, ::-1], axis=1)[:, ::-1]
    return before.astype(np.int32), upto.astype(np.int32)
