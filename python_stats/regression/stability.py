"""Would other samples have kept the same covariates? How often each survives backward elimination in the bootstrap.

Sauerbrei and Schumacher, Statistics in Medicine 1992, 11:2093; Heinze, Wallisch and Dunkler, Biometrical Journal 2018,
60:431. The model that is reported was declared and leaves nothing out: the shares tell how far a selected one would go.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from python_stats.contract.sample import Numbers
from python_stats.regression.hill import Maximum
from python_stats.regression.likelihood import maximum, separated

Terms = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Stability:
    """The covariates that the whole study keeps, and the share of the `used` samples that keep each."""

    kept: frozenset[str]
    shares: Mapping[str, float]
    used: int


def stability(
    x: Numbers, y: Numbers, terms: Terms, always: Collection[str], resamples: int, seed: int
) -> Stability | None:
    """None where no sample gives a model. The samples are those of `optimism`; what is in `always` is never dropped."""
    counts = dict.fromkeys(terms, 0)
    used = 0
    for place in range(resamples):
        rows = np.random.default_rng([seed, place]).integers(0, len(y), len(y))
        kept = _kept(x[rows], y[rows], terms, always)
        if kept is not None:
            used += 1
            counts |= {term: counts[term] + 1 for term in kept}
    whole = _kept(x, y, terms, always)
    if whole is None or used == 0:
        return None
    return Stability(frozenset(whole), {term: count / used for term, count in counts.items()}, used)


def _kept(x: Numbers, y: Numbers, terms: Terms, always: Collection[str]) -> set[str] | None:
    """Whose coefficients say more than they cost (Akaike): a chi-squared of more than two for each."""
    if y.min() == y.max() or separated(x, y):
        return None
    kept = list(terms)
    while True:
        places = [0, *(place for term in kept for place in terms[term])]
        found = maximum(x[:, places], y)
        if found is None:
            return None
        worth = {term: _worth(found, [places.index(one) for one in terms[term]]) for term in kept if term not in always}
        least = min(worth, key=worth.__getitem__, default=None)
        if least is None or worth[least] >= 0:
            return set(kept)
        kept.remove(least)


def _worth(found: Maximum, places: Sequence[int]) -> float:
    slopes, covariance = found.coefficients[places], found.covariance[np.ix_(places, places)]
    return float(slopes @ np.linalg.solve(covariance, slopes)) - 2 * len(places)
