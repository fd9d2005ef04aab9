"""How much of a coefficient's variance is due to the other covariates (Fox and Monette, JASA 1992, 87:178).

From the covariance of the estimates, as R's car::vif: in a logistic model that differs from the inflation in the
covariates themselves, because subjects weigh differently.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from python_stats.contract.sample import Numbers


def inflation(covariance: Numbers, terms: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """The generalised variance inflation factor of each term; `covariance` begins with the intercept."""
    slopes = covariance[1:, 1:]
    deviations = np.sqrt(np.diag(slopes))
    correlation = slopes / np.outer(deviations, deviations)
    whole = _log_determinant(correlation)
    factors = {}
    for term, places in terms.items():
        mine = np.array(places) - 1
        others = np.setdiff1d(np.arange(len(slopes)), mine)
        parts = _log_determinant(correlation[np.ix_(mine, mine)]) + _log_determinant(
            correlation[np.ix_(others, others)]
        )
        factors[term] = float(np.exp(parts - whole))
    return factors


def _log_determinant(matrix: Numbers) -> float:
    return float(np.linalg.slogdet(matrix)[1]) if len(matrix) else 0.0
