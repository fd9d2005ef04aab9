"""How much a logistic model flatters itself on the subjects it was fitted to, by fitting it again to resampled ones.

Harrell, Lee and Mark, Statistics in Medicine 1996, 15:361: what a model fitted to a bootstrap sample loses from there
to the whole study, on average, is taken off what the model of the study shows of itself. The model must be declared
before; were it chosen from the data, the choosing would have to be repeated in every sample.
"""

from dataclasses import dataclass

import numpy as np

from python_stats.contract.sample import Numbers
from python_stats.regression.hill import Maximum
from python_stats.regression.likelihood import maximum, separated
from python_stats.regression.multivariable import fitted_values
from python_stats.summaries.roc import auc


@dataclass(frozen=True)
class Corrected:
    """The area under the curve and the calibration slope to expect of new subjects; `used` samples gave a model."""

    auc: float
    slope: float
    used: int


def corrected(x: Numbers, y: Numbers, found: Maximum, resamples: int, seed: int) -> Corrected | None:
    """None where no sample gives a model. A sample that separates, or has one outcome only, gives none."""
    losses, slopes = [], []
    for place in range(resamples):
        rows = np.random.default_rng([seed, place]).integers(0, len(y), len(y))
        again = _fitted(x[rows], y[rows])
        if again is None:
            continue
        own, others = _area(x[rows], y[rows], again), _area(x, y, again)
        slope = _slope(x, y, again)
        if slope is not None:
            losses.append(own - others)
            slopes.append(slope)
    if not losses:
        return None
    return Corrected(_area(x, y, found) - float(np.mean(losses)), float(np.mean(slopes)), len(losses))


def _fitted(x: Numbers, y: Numbers) -> Maximum | None:
    if y.min() == y.max() or separated(x, y):
        return None
    return maximum(x, y)


def _area(x: Numbers, y: Numbers, found: Maximum) -> float:
    predictor = fitted_values(x, found.coefficients)
    return auc(predictor[y == 1], predictor[y == 0])


def _slope(x: Numbers, y: Numbers, found: Maximum) -> float | None:
    """By how much the predictions of a model must be stretched for these subjects: 1 where they are neither too bold
    nor too timid. On the subjects of the fit it is 1 by the likelihood equations."""
    predictor = x @ found.coefficients
    stretched = maximum(np.column_stack([np.ones(len(y)), predictor]), y)
    return None if stretched is None else float(stretched.coefficients[1])
