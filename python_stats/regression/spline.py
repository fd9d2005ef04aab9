"""Is the log odds a straight line in the covariate? A restricted cubic spline with three knots against the line.

Harrell's knots: the 10th, 50th and 90th percentiles (type 7). Beyond the outer knots the spline is a line, so it needs
one coefficient more than the line, and the likelihood ratio has one degree of freedom.
"""

import numpy as np
from scipy.special import chdtrc

from python_stats.contract.results import Estimate
from python_stats.contract.sample import Numbers
from python_stats.regression.hill import ratio_without, top
from python_stats.regression.likelihood import Logistic
from python_stats.regression.separation import standardised
from python_stats.summaries.spread import no_spread

NAME = "spline_likelihood_ratio"
KNOTS = (0.1, 0.5, 0.9)

# Two coefficients, and at least five events and as many others for each (Vittinghoff and McCulloch 2007).
FEWEST_EVENTS = 10


def nonlinearity(term: str, x: Numbers, y: Numbers) -> Estimate:
    """The test as a row; a status and a reason where it cannot be made."""
    n, n_events = len(x), int(y.sum())
    if min(n_events, n - n_events) < FEWEST_EVENTS:
        note = f"fewer than {FEWEST_EVENTS} subjects with or without the outcome: the line is not tested"
        return Estimate(term, NAME, n, n_events=n_events, status="too_few", note=note)
    too_few = "equal values leave too few different ones: the line is not tested"
    if flat := no_spread(x, too_few):
        return Estimate(term, NAME, n, n_events=n_events, status=flat[0], note=flat[1])
    knots = np.quantile(x, KNOTS)
    if np.diff(knots).min() <= 0 or len(np.unique(x)) < len(KNOTS):
        return Estimate(term, NAME, n, n_events=n_events, status="constant", note=too_few)
    design = np.column_stack([np.ones(n), standardised(x), standardised(bend(x, knots))])
    hill = Logistic(design, y)
    found = top(hill, np.zeros(3))
    ratio = None if found is None else ratio_without(hill, found, [2])
    if ratio is None:
        return Estimate(term, NAME, n, n_events=n_events, status="failed", note="the spline did not settle")
    return Estimate(term, NAME, n, n_events=n_events, estimate=ratio, statistic=ratio, p_value=float(chdtrc(1, ratio)))


def bend(x: Numbers, knots: Numbers) -> Numbers:
    """The one curved column of a restricted cubic spline with three knots (Harrell 2015, section 2.4.5)."""
    first, middle, last = knots
    over = [np.maximum(x - knot, 0.0) ** 3 for knot in knots]
    curved: Numbers = (
        over[0] - over[1] * (last - first) / (last - middle) + over[2] * (middle - first) / (last - middle)
    ) / (last - first) ** 2
    return curved
