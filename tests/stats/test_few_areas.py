"""An area under the curve of few subjects has no interval, or one with a warning, in every method that gives one."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from python_stats.battery import analyse
from python_stats.methods.rank_sum import area, rank_biserial
from python_stats.summaries.roc import delong, interval_of

NONE, NARROW = "no interval of the area", "likely too narrow"
# By hand: two normal variables so far apart are in order four times out of five.
TRUE, APART = 0.8, math.sqrt(2) * norm.ppf(0.8)


@pytest.mark.parametrize(("fewer", "covered"), [(2, 0.69), (5, 0.83), (15, 0.92)])
def test_the_formula_alone_covers_an_area_of_few_too_seldom(fewer, covered):
    """What the module says of it; where the variance is 0 there is no interval to miss."""
    draw = np.random.default_rng(20)
    found = [delong(draw.normal(APART, 1, fewer), draw.normal(size=40)) for _ in range(3000)]
    held = [interval.low <= TRUE <= interval.high for interval in found if interval.low is not None]
    assert np.mean(held) == pytest.approx(covered, abs=0.03)


@pytest.mark.parametrize(("fewer", "said"), [(1, NONE), (2, NONE), (4, NONE), (5, NARROW), (14, NARROW), (15, None)])
def test_whoever_are_fewer_decide(fewer, said):
    draw = np.random.default_rng(fewer)
    few, many = draw.normal(size=fewer), draw.normal(size=20)
    for sides in ((few, many), (many, few)):
        row = area("x", *sides)
        correlation = rank_biserial(row)
        assert (row.ci_low is None) == (correlation.ci_low is None) == (said == NONE)
        assert row.estimate is not None and correlation.estimate == pytest.approx(2 * row.estimate - 1)
        assert row.note == correlation.note and (row.note is None if said is None else said in row.note)
        if said != NONE:
            assert interval_of(*sides)[0] == delong(*sides)


def frame(events):
    draw = np.random.default_rng(events)
    x = pd.DataFrame(draw.lognormal(size=(60, 2)), columns=["a", "b"])
    yes = pd.Series(np.arange(60) < events, dtype="boolean")
    return x.assign(subject_id=[f"S{k:02}" for k in range(60)], severe=yes)


FOREST = {"seed": 1, "trees": 20, "seeds": 0, "permutations": 0}
HEADERS = {
    "logistic": {"method": "logistic", "covariate": "a", "outcome": "severe"},
    "rank_sum": {"method": "rank_sum", "value": "a", "group": "severe", "levels": [True, False]},
    "screen": {"method": "screen", "covariates": ["a", "b"], "outcomes": ["severe"]},
    "several": {"method": "logistic_multivariable", "covariates": ["a", "b"], "outcome": "severe"},
    "forest": {"method": "random_forest", "covariates": ["a", "b"], "outcome": "severe", **FOREST},
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize(("events", "said"), [(3, NONE), (9, NARROW), (25, None)])
def test_every_method_says_so(name, events, said):
    header = HEADERS[name] | ({"too_many_terms": "fit"} if name == "several" else {})
    found = [row for row in analyse("few", header, frame(events))["estimates"] if row["estimate_name"].endswith("auc")]
    assert found
    for row in found:
        assert (row["ci_low"] is None) == (said == NONE)
        assert [text for text in (NONE, NARROW) if text in (row["note"] or "")] == ([said] if said else [])
