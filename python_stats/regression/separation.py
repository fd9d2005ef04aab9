"""When one covariate separates events from non-events: seen in the data, exactly, before anything is fitted.

The estimate is then infinite, whatever an optimiser prints. The likelihood still has a supremum in closed form, so that
a likelihood-ratio P value and one limit of the profile interval remain.
"""

import math
from dataclasses import dataclass

import numpy as np

from python_stats.contract.sample import Numbers


@dataclass(frozen=True)
class Separation:
    """`direction` is 1 when the events lie above; `boundary` is the value both classes share, if there is one."""

    direction: int
    boundary: float | None

    @property
    def note(self) -> str:
        kind = "complete" if self.boundary is None else "quasi-complete"
        side = "above" if self.direction > 0 else "below"
        return f"{kind} separation: events lie {side} non-events, the odds ratio is infinite or zero"


def separation(x: Numbers, y: Numbers) -> Separation | None:
    """Whether the ranges of the two classes overlap in more than one point; both classes must be there."""
    events, others = x[y == 1], x[y == 0]
    for direction, top, bottom in ((1, events, others), (-1, others, events)):
        if bottom.max() <= top.min():
            shared = float(top.min()) if bottom.max() == top.min() else None
            return Separation(direction, shared)
    return None


def highest_log_likelihood(x: Numbers, y: Numbers, found: Separation) -> float:
    """The supremum: 0 for every subject off the boundary, a plain proportion for those on it."""
    on_boundary = y[x == found.boundary] if found.boundary is not None else y[:0]
    return proportion_log_likelihood(int(on_boundary.sum()), len(on_boundary))


def proportion_log_likelihood(events: int, n: int) -> float:
    """The log-likelihood of one proportion fitted to `events` of `n`: the null model in closed form."""
    return sum(count * math.log(count / n) for count in (events, n - events) if count > 0)


def standardised(x: Numbers) -> Numbers:
    """Mean 0 and standard deviation 1 (with n - 1, as R's scale)."""
    z: Numbers = (x - x.mean()) / np.std(x, ddof=1)
    return z
