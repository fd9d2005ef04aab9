"""Confidence intervals that belong to no single model: a proportion, a rank correlation, a Wald estimate."""

import math

from scipy.special import betaincinv, ndtri

from python_stats.contract.results import NO_INTERVAL, Interval

LEVEL = 0.95
Z = float(ndtri(0.5 + LEVEL / 2))


def clopper_pearson(events: int, n: int) -> Interval:
    """The exact interval of a proportion: closed at 0 and 1, where one side of it is certain."""
    if n == 0:
        return NO_INTERVAL
    tail = (1 - LEVEL) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return Interval(low, high)


def bonett_wright(rho: float, n: int) -> Interval:
    """Spearman's rho on Fisher's z scale with the variance of Bonett and Wright (Psychometrika 2000, 65:23)."""
    if n <= 3 or abs(rho) >= 1:
        return NO_INTERVAL
    half = Z * math.sqrt((1 + rho**2 / 2) / (n - 3))
    centre = math.atanh(rho)
    return Interval(math.tanh(centre - half), math.tanh(centre + half))


def wald(estimate: float, standard_error: float) -> Interval:
    """Estimate -+ 1.96 standard errors."""
    return Interval(estimate - Z * standard_error, estimate + Z * standard_error)
