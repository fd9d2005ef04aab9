"""Trends over ordered groups: Jonckheere and Terpstra's for a measurement, Cochran and Armitage's for a rate.

Jonckheere: Biometrika 1954, 41:133, variance with ties as in Hollander and Wolfe. Armitage: Biometrics 1955, 11:375.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from python_stats.contract.results import FEWEST, Estimate, Findings, joined
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.groups import grouped, medians, outside


@dataclass(frozen=True)
class Trend:
    """A measure of the trend, its z and its two-sided P by the normal approximation."""

    n: int
    estimate: float | None = None
    z: float | None = None
    status: str = "ok"
    note: str | None = None

    @property
    def p_value(self) -> float | None:
        return None if self.z is None else float(2 * ndtr(-abs(self.z)))


def jonckheere(groups: Mapping[str, Numbers]) -> Trend:
    """The share of pairs from two groups in which the later group's value is the greater, ties counting one half."""
    filled = [values for values in groups.values() if len(values)]
    n = sum(len(values) for values in filled)
    if n < FEWEST or len(filled) < 2:
        return Trend(n, status="too_few", note=f"fewer than {FEWEST} subjects or two groups")
    everybody = np.concatenate(filled)
    if np.ptp(everybody) == 0:
        return Trend(n, status="constant", note="all values are equal: the test is undefined")
    won = sum(_pairs_won(later, earlier) for earlier, later in combinations(filled, 2))
    pairs = sum(len(first) * len(second) for first, second in combinations(filled, 2))
    z = (won - pairs / 2) / math.sqrt(_variance([len(values) for values in filled], _ties(everybody)))
    return Trend(n, won / pairs, z)


def cochran_armitage(events: Sequence[int], sizes: Sequence[int]) -> Trend:
    """The slope of the rate from one group to the next; groups are numbered 1, 2, 3 as they are listed."""
    x, n = np.array(events, dtype=np.float64), np.array(sizes, dtype=np.float64)
    total, score = float(n.sum()), np.arange(1.0, len(n) + 1)
    if total < FEWEST or np.count_nonzero(n) < 2:
        return Trend(int(total), status="too_few", note=f"fewer than {FEWEST} subjects or two groups")
    rate = float(x.sum()) / total
    if rate in (0.0, 1.0):
        return Trend(int(total), status="constant", note="every subject has the same outcome")
    spread = float(np.sum(n * score**2) - np.sum(n * score) ** 2 / total)
    excess = float(np.sum(score * (x - n * rate)))
    return Trend(int(total), excess / spread, excess / math.sqrt(rate * (1 - rate) * spread))


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """The row of Jonckheere's test over the levels of the header, and a median for each."""
    groups = grouped(analysis, sample)
    found = jonckheere(groups)
    row = trend_row(f"{analysis.levels[0]} to {analysis.levels[-1]}", "pairs_in_order", found)
    note = joined(found.note, outside(analysis, sample), sample.note)
    return Findings((replace(row, note=note), *medians(groups)))


def trend_row(term: str, name: str, found: Trend, n_events: int | None = None) -> Estimate:
    """A trend as a row."""
    return Estimate(
        term,
        name,
        found.n,
        is_primary=True,
        n_events=n_events,
        estimate=found.estimate,
        statistic=found.z,
        p_value=found.p_value,
        status=found.status,
        note=found.note,
    )


def _pairs_won(later: Numbers, earlier: Numbers) -> float:
    ranks = rankdata(np.concatenate([later, earlier]))[: len(later)]
    return float(ranks.sum()) - len(later) * (len(later) + 1) / 2


def _ties(values: Numbers) -> list[int]:
    return [int(count) for count in np.unique(values, return_counts=True)[1]]


def _variance(sizes: list[int], ties: list[int]) -> float:
    n = sum(sizes)

    def total(counts: list[int], term: Callable[[int], int]) -> int:
        return sum(term(count) for count in counts)

    def cubic(count: int) -> int:
        return count * (count - 1) * (2 * count + 5)

    def triples(count: int) -> int:
        return count * (count - 1) * (count - 2)

    def pairs(count: int) -> int:
        return count * (count - 1)

    plain = (cubic(n) - total(sizes, cubic) - total(ties, cubic)) / 72
    three = total(sizes, triples) * total(ties, triples) / (36 * triples(n))
    return plain + three + total(sizes, pairs) * total(ties, pairs) / (8 * pairs(n))
