"""Times of the screens beside loops over scipy and statsmodels, in one run: python -m tests.bench.screen

Loops are timed on a sample of their pairs and multiplied. Nothing here passes or fails: machines differ.
"""

import argparse
import time
import warnings

import numpy as np
from scipy.stats import kruskal, spearmanr
from statsmodels.discrete.discrete_model import Logit

from python_stats.screen_groups import screen_groups
from python_stats.screen_logistic import screen_logistic
from python_stats.screen_spearman import screen_spearman

SAMPLE = 150
PANELS = 12


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def covariates(draw, subjects, columns, missing):
    x = draw.lognormal(size=(subjects, columns))
    if missing == "panels":
        for panel in range(PANELS):
            x[np.ix_(draw.random(subjects) < 0.1, np.arange(panel, columns, PANELS))] = np.nan
    if missing == "cells":
        x[draw.random(x.shape) < 0.1] = np.nan
    return x


def looped(draw, shape, one):
    """Seconds for all pairs, from a sample of them."""
    pairs = draw.integers(0, shape, size=(min(SAMPLE, shape[0] * shape[1]), 2))
    return seconds(lambda: [one(*pair) for pair in pairs]) / len(pairs) * shape[0] * shape[1]


def by_statsmodels(x, y):
    def one(covariate, outcome):
        both = np.isfinite(x[:, covariate]) & np.isfinite(y[:, outcome])
        design = np.column_stack([np.ones(both.sum()), x[both, covariate]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Logit(y[both, outcome], design).fit(disp=0).pvalues

    return one


def by_scipy(x):
    def one(first, second):
        both = np.isfinite(x[:, first]) & np.isfinite(x[:, second])
        return spearmanr(x[both, first], x[both, second]).pvalue if first != second else 1.0

    return one


def by_kruskal(x, groups):
    def one(column, _):
        parts = [x[(groups == group) & np.isfinite(x[:, column]), column] for group in range(3)]
        return kruskal(*parts).pvalue

    return one


def rows(subjects, columns, outcomes):
    draw = np.random.default_rng(20201117)
    x = covariates(draw, subjects, columns, "panels")
    y = (draw.random((subjects, outcomes)) < 0.3).astype(float)
    size = f"{subjects:,} x {columns:,}"
    logged = np.log2(x)
    fast = seconds(lambda: screen_logistic(logged, y))
    yield f"logistic, {size} x {outcomes}", fast, looped(draw, (columns, outcomes), by_statsmodels(logged, y))
    for missing in ("none", "panels", "cells"):
        matrix = covariates(draw, subjects, columns, missing)
        fast = seconds(lambda matrix=matrix: screen_spearman(matrix, matrix))
        yield (
            f"Spearman, all pairs, {size}, missing: {missing}",
            fast,
            looped(draw, (columns, columns), by_scipy(matrix)) / 2,
        )
    groups = draw.integers(0, 3, subjects)
    fast = seconds(lambda: screen_groups(x, groups, 3))
    yield f"Kruskal-Wallis and Dunn, {size}", fast, looped(draw, (columns, 1), by_kruskal(x, groups))


def main():
    parser = argparse.ArgumentParser(description="Time the screens beside loops over scipy and statsmodels.")
    parser.add_argument("--size", type=int, nargs=3, action="append", metavar=("SUBJECTS", "COVARIATES", "OUTCOMES"))
    sizes = parser.parse_args().size or [(101, 120, 4), (1000, 1000, 8)]
    print(f"{'work':<58}{'here':>9}{'loop':>10}{'ratio':>8}")
    for size in sizes:
        for name, fast, slow in rows(*size):
            print(f"{name:<58}{fast:>8.3f}s{slow:>9.1f}s{slow / fast:>7.0f}x")


if __name__ == "__main__":
    main()
