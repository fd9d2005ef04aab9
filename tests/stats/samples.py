"""What the property tests are made from: small arrays with ties, and frames with gaps."""

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

# The same examples every time, so that a red test is red for everybody.
steady = settings(deadline=None, derandomize=True, database=None, max_examples=40)

# Few different values: half of all examples have ties, and some are all ties.
tied = st.integers(min_value=0, max_value=6).map(float)
spread = st.integers(min_value=1, max_value=4000).map(lambda value: value / 16)
numbers = st.one_of(tied, spread)


@st.composite
def pairs(draw, fewest=0, most=24, x=numbers, y=numbers):
    """Two arrays of one length."""
    rows = draw(st.lists(st.tuples(x, y), min_size=fewest, max_size=most))
    return np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows], dtype=float)


def outcomes(fewest=4, most=24, x=numbers):
    """A covariate, and an outcome of 0 and 1."""
    return pairs(fewest, most, x, st.sampled_from([0.0, 1.0]))


@st.composite
def frames(draw, most=12):
    """A frame with gaps, infinities and a level that no header lists."""
    value = st.one_of(st.none(), numbers, st.sampled_from([0.0, -1.0, float("inf")]))
    size = draw(st.integers(min_value=0, max_value=most))
    column = lambda entry: draw(st.lists(entry, min_size=size, max_size=size))  # noqa: E731
    return pd.DataFrame(
        {
            "subject_id": [f"S{number:03d}" for number in range(size)],
            "x": pd.Series(column(value), dtype="float64"),
            "y": pd.Series(column(value), dtype="float64"),
            "durable": pd.Series(column(st.sampled_from([True, False, None])), dtype="boolean"),
            "response": pd.Series(column(st.sampled_from(["durable", "relapsed", "none", "other", None])), dtype="str"),
        }
    )


HEADERS = {
    "spearman": {"method": "spearman", "covariate": "x", "outcome": "y"},
    "partial_spearman": {
        "method": "partial_spearman",
        "outcome": "y",
        "covariates": ["x"],
        "controls": ["durable"],
    },
    "logistic_log2": {"method": "logistic", "covariate": "x", "outcome": "durable", "scale": "log2"},
    "logistic_identity": {"method": "logistic", "covariate": "x", "outcome": "durable", "scale": "identity"},
    "kruskal_dunn": {
        "method": "kruskal_dunn",
        "value": "x",
        "group": "response",
        "levels": ["durable", "relapsed", "none"],
    },
    "time_course": {
        "method": "time_course",
        "covariate": "durable",
        "outcome": "x",
        "group": "response",
        "levels": ["durable", "relapsed", "none"],
    },
    "rank_sum": {"method": "rank_sum", "value": "x", "group": "durable", "levels": [True, False]},
    "describe": {"method": "describe", "covariate": "x", "outcome": "y", "group": "response"},
    "jonckheere": {
        "method": "jonckheere",
        "value": "x",
        "group": "response",
        "levels": ["none", "relapsed", "durable"],
    },
    "quartile_trend": {"method": "quartile_trend", "covariate": "x", "outcome": "durable"},
    "agreement": {"method": "agreement", "covariate": "x", "outcome": "y"},
    "logistic_multivariable": {
        "method": "logistic_multivariable",
        "outcome": "durable",
        "covariates": ["x", "y"],
        "controls": ["response"],
        "too_many_terms": "fit",
    },
    "censored_linear": {
        "method": "censored_linear",
        "outcome": "y",
        "below_limit": "durable",
        "covariates": ["x", "response"],
        "too_many_terms": "fit",
    },
    "cox": {
        "method": "cox",
        "outcome": "y",
        "event": "durable",
        "covariates": ["x", "response"],
        "too_many_terms": "fit",
    },
    "kaplan_meier": {
        "method": "kaplan_meier",
        "outcome": "x",
        "event": "durable",
        "group": "response",
        "levels": ["durable", "relapsed", "none"],
        "at": 2,
    },
    "linear_imputed": {
        "method": "linear_multivariable",
        "outcome": "y",
        "covariates": ["x", "response"],
        "scales": {"x": "log2"},
        "imputations": 2,
        "seed": 11,
    },
    "random_forest": {
        "method": "random_forest",
        "outcome": "durable",
        "covariates": ["x", "y", "response"],
        "seed": 7,
        "trees": 12,
        "seeds": 2,
        "trees_per_seed": 10,
        "permutations": 2,
        "trees_per_permutation": 10,
        "shadow_runs": 2,
        "trees_per_shadow_run": 10,
    },
    "pca": {"method": "pca", "covariates": ["x", "y"], "group": "response"},
    "cluster_covariates": {
        "method": "cluster_covariates",
        "covariates": ["x", "y", "durable"],
        "seed": 5,
        "resamples": 3,
        "clusters": 2,
    },
    "screen": {"method": "screen", "covariates": ["x", "y"], "outcomes": ["durable", "response"]},
    "screen_of_times": {
        "method": "screen",
        "test": "cox",
        "covariates": ["x"],
        "outcomes": ["y"],
        "events": ["durable"],
    },
    "linear_multivariable": {"method": "linear_multivariable", "outcome": "y", "covariates": ["x", "response"]},
}
