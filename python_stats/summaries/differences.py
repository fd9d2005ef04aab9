"""All differences between the values of two groups, by rank, without all of them ever being at hand.

A hundred thousand subjects in two halves have 2.5 billion differences, and what is asked of them is a median and two
limits: three ranks. A rank is found by halving the range of values and counting how many differences lie below, until
so few are left that they can be looked at one by one (the idea of Johnson and Mizoguchi 1978). It is the very
difference that sorting all of them would find, to the last digit.
"""

import numpy as np

from python_stats.contract.sample import Numbers

# 32 MB. So many are sorted at once: of two groups of 2,000 subjects.
MOST_AT_HAND = 4_000_000


class Differences:
    """`first` minus `second`, every value with every value. Shapes (n,) and (m,), complete."""

    def __init__(self, first: Numbers, second: Numbers, most: int = MOST_AT_HAND) -> None:
        self.count = len(first) * len(second)
        self._most = most
        self._sorted: Numbers | None = None
        if self.count <= most:
            self._sorted = np.sort(np.subtract.outer(first, second), axis=None)
            return
        self._first, self._of_first = np.unique(first, return_counts=True)
        self._second, of_second = np.unique(second, return_counts=True)
        self._below = np.concatenate([[0], np.cumsum(of_second)])

    def at(self, place: int) -> float:
        """The difference of that place in their order, from 0."""
        if self._sorted is not None:
            return float(self._sorted[place])
        low, high = self._first[0] - self._second[-1], self._first[-1] - self._second[0]
        while True:
            middle = low + (high - low) / 2
            if self._pairs(low, high) <= self._most or middle in (low, high):
                return self._among(low, high, place)
            if self._up_to(middle) > place:
                high = middle
            else:
                low = middle

    def median(self) -> float:
        return float(np.mean([self.at((self.count - 1) // 2), self.at(self.count // 2)]))

    def _up_to(self, value: float) -> int:
        """How many are no greater, but for those within a rounding of it."""
        beyond = np.searchsorted(self._second, self._first - value)
        return int(self._of_first @ (self._below[-1] - self._below[beyond]))

    def _reach(self, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
        """For each value of the first group, where those of the second begin and end that are so far from it; a little
        more, because a difference is rounded."""
        slack = 4 * np.spacing(max(np.abs(self._first).max(), np.abs(self._second).max()))
        begin = np.searchsorted(self._second, self._first - high - slack)
        return begin, np.searchsorted(self._second, self._first - low + slack, side="right")

    def _pairs(self, low: float, high: float) -> int:
        begin, end = self._reach(low, high)
        return int((end - begin).sum())

    def _among(self, low: float, high: float, place: int) -> float:
        """The difference of that place, which is one of those between the two."""
        begin, end = self._reach(low, high)
        lengths = end - begin
        rows = np.repeat(np.arange(len(self._first)), lengths)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + np.repeat(begin, lengths)
        found = self._first[rows] - self._second[columns]
        times = self._of_first[rows] * np.diff(self._below)[columns]
        order = np.argsort(found)
        # What is taken from a value of the first group and stands above its reach in the second gives less.
        smaller = int(self._of_first @ (self._below[-1] - self._below[end]))
        return float(found[order[np.searchsorted(np.cumsum(times[order]), place - smaller, side="right")]])
