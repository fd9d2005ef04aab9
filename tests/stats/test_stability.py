"""Stability of a selection: the rule by a slow twin of statsmodels, and covariates of known worth."""

import numpy as np
import pytest
import statsmodels.api as sm

from python_stats.regression.stability import stability
from tests.stats.test_multivariable import LOGISTIC, found, patients

SEED, RESAMPLES = 11, 25


def made_up(n=120):
    """One strong covariate, a pair of columns that belong together, and noise."""
    draw = np.random.default_rng(7)
    x = np.column_stack([np.ones(n), draw.normal(size=(n, 4))])
    y = (draw.random(n) < 1 / (1 + np.exp(-1.2 * x[:, 1] - 0.5 * x[:, 2]))).astype(float)
    return x, y, {"strong": [1], "pair": [2, 3], "noise": [4]}


def slow(x, y, terms, always=()):
    """Drop the term whose Wald test is worth least, while that is less than two for each coefficient; fit again."""
    kept = list(terms)
    while kept:
        columns = [0] + [place for term in kept for place in terms[term]]
        fit = sm.Logit(y, x[:, columns]).fit(disp=0, tol=1e-12, maxiter=200)
        worth = {}
        for term in kept:
            if term not in always:
                rule = np.zeros((len(terms[term]), len(columns)))
                for row, place in enumerate(terms[term]):
                    rule[row, columns.index(place)] = 1
                worth[term] = float(fit.wald_test(rule, scalar=True, use_f=False).statistic) - 2 * len(rule)
        least = min(worth, key=worth.get, default=None)
        if least is None or worth[least] >= 0:
            break
        kept.remove(least)
    return set(kept)


@pytest.mark.parametrize("always", [(), ("noise",)])
def test_the_shares_are_those_of_the_slow_twin(always):
    x, y, terms = made_up()
    ours = stability(x, y, terms, always, RESAMPLES, SEED)
    samples = [np.random.default_rng([SEED, place]).integers(0, len(y), len(y)) for place in range(RESAMPLES)]
    kept = [slow(x[rows], y[rows], terms, always) for rows in samples]
    assert ours.used == RESAMPLES
    assert ours.shares == {term: sum(term in one for one in kept) / RESAMPLES for term in terms}
    assert ours.kept == slow(x, y, terms, always)
    assert ours.shares["strong"] == 1
    assert ours.shares["noise"] == 1 if always else ours.shares["noise"] < 0.6


def test_a_sample_that_gives_no_model_is_not_counted():
    x, y, terms = made_up()
    x[:, 1] = np.where(y == 1, 5.0, -5.0)
    assert stability(x, y, terms, (), 5, 1) is None


def test_a_model_with_resamples_says_what_a_selection_would_keep():
    header = {**LOGISTIC, "controls": ["age"], "resamples": 10, "seed": 3}
    rows = found(header, patients())
    assert {term for term, name in rows if name == "kept_share"} == {"x", "y", "age"}
    assert rows["age", "kept_share"]["estimate"] is None
    assert rows["age", "kept_share"]["note"].startswith("a control is never left out")
    assert "of 10 bootstrap samples" in rows["x", "kept_share"]["note"]
    assert 0 <= rows["x", "kept_share"]["estimate"] <= 1
    assert not any(name == "kept_share" for _, name in found(LOGISTIC, patients()))
