"""Proportional hazards (Cox 1972) on many columns: the partial likelihood, ties by Efron's rule, as in R's coxph.

Of a subject it is known how long it was seen, and whether that ended with the event. statsmodels' PHReg, to which the
tests hold this, has neither profiles nor Firth's penalty, nor does it say that a likelihood has no top.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from python_stats.contract.sample import Mask, Numbers

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Hazards:
    """The partial likelihood of times and events, given a matrix with a column for each coefficient.

    Subjects stand in the order of `sorted_by_time`: who is at risk at an event are all before a place.
    """

    x: Numbers
    days: Numbers
    happened: Mask

    @cached_property
    def at_risk(self) -> Places:
        """How many are at risk at each event."""
        return np.searchsorted(-self.days, -self.days[self.happened], side="right")

    @cached_property
    def tie(self) -> Places:
        """Which events are of one time, by the number of that time."""
        return np.unique(-self.days[self.happened], return_inverse=True)[1]

    @cached_property
    def gone(self) -> Numbers:
        """What share of those who leave at its time has left before each event (Efron 1977)."""
        sizes = np.bincount(self.tie)
        return (np.arange(len(self.tie)) - (np.cumsum(sizes) - sizes)[self.tie]) / sizes[self.tie]

    def height(self, place: Numbers) -> float:
        linear = self.x @ place
        highest = float(linear.max(initial=0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            at_risk = self._at_events(np.exp(linear - highest))
            height = float(np.sum(linear[self.happened] - highest - np.log(at_risk)))
        return height if np.isfinite(height) else -np.inf

    def slopes(self, place: Numbers) -> tuple[Numbers, Numbers]:
        mean, spread = self.expected(place)
        return (self.x[self.happened] - mean).sum(axis=0), spread.sum(axis=0)

    def expected(self, place: Numbers) -> tuple[Numbers, Numbers]:
        """Mean and covariance of the columns among those at risk at each event, weighed by their hazards. No numbers so
        far out that the hazards of some at risk are nothing beside those of others."""
        weight = self._weight(place)
        total = self._at_events(weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = self._at_events(weight[:, None] * self.x) / total[:, None]
            square = self._at_events(weight[:, None, None] * self.x[:, :, None] * self.x[:, None, :])
            return mean, square / total[:, None, None] - mean[:, :, None] * mean[:, None, :]

    def penalised_score(self, place: Numbers, information: Numbers) -> Numbers:
        """The slope of Firth's likelihood (Heinze and Schemper 2001): the score, and half of how fast the logarithm of
        the information's determinant grows along each coefficient."""
        inverse, weight = np.linalg.inv(information), self._weight(place)
        total = self._at_events(weight)[:, None, None]
        mean, spread = self.expected(place)
        square = spread + mean[:, :, None] * mean[:, None, :]
        score: Numbers = (self.x[self.happened] - mean).sum(axis=0)
        for column, values in enumerate(self.x.T):
            cube = self._at_events((weight * values)[:, None, None] * self.x[:, :, None] * self.x[:, None, :]) / total
            apart = spread[:, :, column, None] * mean[:, None, :]
            third = cube - mean[:, column, None, None] * square - apart - apart.transpose(0, 2, 1)
            score[column] += 0.5 * float(np.sum(inverse * third.sum(axis=0)))
        return score

    def _weight(self, place: Numbers) -> Numbers:
        linear = self.x @ place
        weight: Numbers = np.exp(linear - linear.max(initial=0.0))
        return weight

    def _at_events(self, values: Numbers) -> Numbers:
        """The sum over those at risk at each event, less the share of its own time that has left before it."""
        sums = np.cumsum(values, axis=0)[self.at_risk - 1]
        leaving = np.add.reduceat(values[self.happened], np.flatnonzero(self.gone == 0), axis=0)
        share = self.gone.reshape(-1, *([1] * (values.ndim - 1)))
        found: Numbers = sums - share * leaving[self.tie]
        return found


def sorted_by_time(days: Numbers) -> Places:
    """The places of subjects, from who was seen longest to who was seen shortest."""
    return np.argsort(-days, kind="stable")


def monotone(hazards: Hazards) -> bool:
    """Whether some combination of the columns is highest, at every event, in who has it: the likelihood has no top.

    A linear programme, as for logistic regression: go as far as the box allows in a direction in which nobody at risk
    is above an event. Its unknowns are the coefficients and the level of each time with events.
    """
    times = np.unique(hazards.days[hazards.happened])
    latest = np.searchsorted(times, hazards.days, side="right") - 1
    seen = latest >= 0
    width, x, own = hazards.x.shape[1], hazards.x[seen], latest[seen]
    rows = np.arange(len(own))
    level = csr_array((np.ones(len(own)), (rows, own)), shape=(len(own), len(times)))
    below = hstack([csr_array(x), -level], format="csr")
    steps = np.arange(len(times) - 1)
    falls = csr_array(
        (np.repeat([1.0, -1.0], len(steps)), (np.tile(steps, 2), np.concatenate([steps + 1, steps]) + width)),
        shape=(len(steps), width + len(times)),
    )
    wrong, with_event = vstack([below, falls], format="csr"), below[hazards.happened[seen]]
    found = linprog(
        wrong.sum(axis=0),
        A_ub=wrong,
        b_ub=np.zeros(wrong.shape[0]),
        A_eq=with_event,
        b_eq=np.zeros(with_event.shape[0]),
        bounds=[(-1, 1)] * width + [(None, None)] * len(times),
        method="highs",
    )
    return bool(found.status != 0 or -found.fun > 1e-7)


def concordance(risk: Numbers, days: Numbers, happened: Mask) -> float | None:
    """Harrell's C: of pairs of whom one is known to have had the event first, how often that one had the higher risk.

    Equal risks count one half. None where there is no such pair.
    """
    pairs, won = 0, 0.0
    for day, own in zip(days[happened], risk[happened], strict=True):
        others = risk[(days > day) | ((days == day) & ~happened)]
        pairs += len(others)
        won += float((others < own).sum()) + 0.5 * float((others == own).sum())
    return won / pairs if pairs else None


def proportionality(hazards: Hazards, place: Numbers, places: list[int]) -> tuple[float, int]:
    """Chi-squared and degrees of freedom of the score test that some coefficients do not change with time.

    Grambsch and Therneau (Biometrika 1994, 81:515), computed as R's cox.zph does from survival 3.0 on: with time as the
    share of subjects who have had the event before (1 less Kaplan and Meier's estimate).
    """
    mean, spread = hazards.expected(place)
    residual = hazards.x[hazards.happened] - mean
    time = _share_before(hazards)
    time = time - time.mean()
    score = np.concatenate([np.zeros(len(place)), (time[:, None] * residual).sum(axis=0)])
    by_time = [np.tensordot(time**power, spread, axes=1) for power in (0, 1, 2)]
    information = np.block([[by_time[0], by_time[1]], [by_time[1], by_time[2]]])
    kept = [*range(len(place)), *(len(place) + one for one in places)]
    asked = score[kept]
    return float(asked @ np.linalg.solve(information[np.ix_(kept, kept)], asked)), len(places)


def _share_before(hazards: Hazards) -> Numbers:
    """At each event, the share of all subjects of whom Kaplan and Meier say that they have had it before."""
    sizes = np.bincount(hazards.tie)
    last = np.cumsum(sizes) - 1
    left = 1 - sizes / hazards.at_risk[last]
    # Times are numbered from the latest to the first; before the first nobody has had it.
    survival = np.concatenate([np.cumprod(left[::-1])[::-1][1:], [1.0]])
    share: Numbers = 1 - survival[hazards.tie]
    return share
