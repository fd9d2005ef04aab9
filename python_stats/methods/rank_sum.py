"""Wilcoxon's rank-sum test of two groups: normal approximation with ties and continuity, as R's wilcox.test.

The shift is Hodges and Lehmann's: the median of all differences, with the limits at which the same test turns. R finds
those limits by a search that stops at 1e-4; they are order statistics of the differences, and are found exactly here.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import mannwhitneyu, rankdata

from python_stats.contract.results import FEWEST, NO_INTERVAL, Estimate, Findings, Interval, joined
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.differences import Differences
from python_stats.summaries.groups import grouped, medians, outside
from python_stats.summaries.intervals import Z
from python_stats.summaries.roc import auc, interval_of

# Of counts that are taken for a normal distribution.
CONTINUITY = 0.5


@dataclass(frozen=True)
class Shift:
    """How far the first group lies above the second; `w` counts the pairs in which it does."""

    n: int
    w: float | None = None
    p_value: float | None = None
    shift: float | None = None
    interval: Interval = NO_INTERVAL
    status: str = "ok"
    note: str | None = None


def rank_sum(first: Numbers, second: Numbers) -> Shift:
    """The test and the shift of two complete arrays."""
    n = len(first) + len(second)
    if n < FEWEST or len(first) == 0 or len(second) == 0:
        return Shift(n, status="too_few", note=f"fewer than {FEWEST} subjects, or an empty group")
    if np.ptp(np.concatenate([first, second])) == 0:
        return Shift(n, status="constant", note="all values are equal: the test is undefined")
    found = mannwhitneyu(first, second, use_continuity=True, method="asymptotic")
    differences = Differences(first, second)
    interval = _limits(differences, _standard_deviation(first, second), CONTINUITY)
    return Shift(
        n,
        w=float(found.statistic),
        p_value=float(found.pvalue),
        shift=differences.median(),
        interval=interval,
        note="too few subjects for an interval of 95 %" if interval.low is None else None,
    )


def shift_interval(first: Numbers, second: Numbers, continuity: float = CONTINUITY) -> Interval:
    """The shifts that the test would not reject: those with w within a reach of its expectation."""
    return _limits(Differences(first, second), _standard_deviation(first, second), continuity)


def _limits(differences: Differences, deviation: float, continuity: float) -> Interval:
    pairs, reach = differences.count, continuity + Z * deviation
    if pairs / 2 <= reach:
        return NO_INTERVAL
    # The number of differences above a shift falls by one at each of them: the limit is where it has fallen enough.
    above = math.ceil(pairs / 2 + reach)
    return Interval(differences.at(pairs - above), differences.at(above - 1))


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """A row for the shift with the P value, one for the area under the curve, and a median for each group."""
    groups = grouped(analysis, sample)
    first, second = groups.values()
    term = " vs ".join(analysis.levels)
    found = rank_sum(first, second)
    shift = Estimate(
        term=term,
        estimate_name="hodges_lehmann_shift",
        n=found.n,
        is_primary=True,
        estimate=found.shift,
        ci_low=found.interval.low,
        ci_high=found.interval.high,
        statistic=found.w,
        p_value=found.p_value,
        status=found.status,
        note=joined(found.note, outside(analysis, sample), sample.note),
    )
    beyond = area(term, first, second)
    return Findings((shift, beyond, rank_biserial(beyond), *medians(groups)))


def area(term: str, high: Numbers, low: Numbers, n_events: int | None = None) -> Estimate:
    """The area under the curve as a row."""
    n = len(high) + len(low)
    if len(high) == 0 or len(low) == 0:
        return Estimate(term, "auc", n, n_events=n_events, status="too_few", note="an empty group")
    interval, told = interval_of(high, low)
    row = Estimate(term, "auc", n, n_events=n_events, estimate=auc(high, low), note=told)
    return replace(row, ci_low=interval.low, ci_high=interval.high)


def rank_biserial(area: Estimate) -> Estimate:
    """The same as a correlation: how much more often the first lies above the second than below it (Wendt 1972)."""
    sides = [None if side is None else 2 * side - 1 for side in (area.estimate, area.ci_low, area.ci_high)]
    return replace(
        area, estimate_name="rank_biserial_correlation", estimate=sides[0], ci_low=sides[1], ci_high=sides[2]
    )


def _standard_deviation(first: Numbers, second: Numbers) -> float:
    """Of w, for a shift that ties nobody of one group with anybody of the other."""
    n = len(first) + len(second)
    ties = sum(_tie_term(values) for values in (first, second))
    return math.sqrt(len(first) * len(second) / 12 * (n + 1 - ties / (n * (n - 1))))


def _tie_term(values: Numbers) -> float:
    counts = np.unique(rankdata(values), return_counts=True)[1].astype(float)
    return float((counts**3 - counts).sum())
