"""Spearman's rank correlation: average ranks, two-sided P from the t approximation, Bonett-Wright interval."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr
from scipy.stats import rankdata, spearmanr

from python_stats.contract.results import FEWEST, NO_INTERVAL, Estimate, Findings, Interval, joined
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.intervals import bonett_wright
from python_stats.summaries.quartiles import quartiles_of_numbers


@dataclass(frozen=True)
class Correlation:
    """rho and what can be said about it."""

    n: int
    rho: float | None = None
    statistic: float | None = None
    p_value: float | None = None
    interval: Interval = NO_INTERVAL
    status: str = "ok"
    note: str | None = None


def spearman(x: Numbers, y: Numbers) -> Correlation:
    """The correlation of the ranks of two complete arrays."""
    n = len(x)
    if n < FEWEST:
        return Correlation(n, status="too_few", note=f"fewer than {FEWEST} subjects with both values")
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(n, status="constant", note="all values are equal: the correlation is undefined")
    if direction := _perfect(x, y):
        # t is infinite and so is its Fisher z: the P value of the approximation is 0, and there is no interval.
        return Correlation(n, float(direction), p_value=0.0, note="the ranks agree perfectly: no interval")
    rho = float(spearmanr(x, y).statistic)
    t = t_of(rho, n)
    return Correlation(n, rho, t, p_of(t, n), bonett_wright(rho, n))


def t_of(rho: float, n: int) -> float:
    """The t statistic of a correlation; its degrees of freedom are n - 2."""
    return rho * math.sqrt((n - 2) / ((1 - rho) * (1 + rho)))


def p_of(t: float, n: int) -> float:
    """Both tails beyond t."""
    return float(2 * stdtr(n - 2, -abs(t)))


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """The one row of a correlation, and the outcome over quartiles of the covariate."""
    x, y = sample.x[sample.paired], sample.y[sample.paired]
    found = spearman(x, y)
    estimate = Estimate(
        term=analysis.covariate,
        estimate_name="spearman_rho",
        n=found.n,
        is_primary=True,
        estimate=found.rho,
        ci_low=found.interval.low,
        ci_high=found.interval.high,
        statistic=found.statistic,
        p_value=found.p_value,
        status=found.status,
        note=joined(found.note, sample.note),
    )
    return Findings((estimate,), quartiles=quartiles_of_numbers(x, y))


def _perfect(x: Numbers, y: Numbers) -> int:
    """1 or -1 when one ranking is the other or its reverse, else 0; rounding would make it 0.9999999999999998."""
    rank_x, rank_y = rankdata(x), rankdata(y)
    if np.array_equal(rank_x, rank_y):
        return 1
    return -1 if np.array_equal(rank_x, len(x) + 1 - rank_y) else 0
