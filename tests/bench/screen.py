"""Times of the screens beside loops over scipy and statsmodels, in one run: python -m tests.bench.screen

Loops are timed on a sample of their pairs and multiplied. Nothing here passes or fails: machines differ.
With `--alone` no loop is run and each screen has a process of its own, whose peak of memory is told.
"""

import argparse
import multiprocessing
import resource
import time
import warnings

import numpy as np
from scipy.stats import kruskal, spearmanr
from statsmodels.discrete.discrete_model import Logit

from python_stats.screens.screen_groups import screen_groups
from python_stats.screens.screen_logistic import screen_logistic
from python_stats.screens.screen_spearman import screen_spearman

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


def alone(work, subjects, columns, outcomes, results):
    """One screen in this process: seconds, and gigabytes resident with its data before it began and at its peak."""
    draw = np.random.default_rng(20201117)
    x = covariates(draw, subjects, columns, "panels")
    y = (draw.random((subjects, outcomes)) < 0.3).astype(float)
    screens = {
        "logistic": lambda: screen_logistic(np.log2(x), y),
        "logistic with profile limits": lambda: screen_logistic(np.log2(x), y, profile=True),
        "Spearman, all pairs": lambda: screen_spearman(x, x),
    }
    before = _peak()
    results.put((seconds(screens[work]), before, _peak()))


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def memory(sizes):
    print(f"{'work, columns missing in panels':<58}{'here':>9}{'data':>10}{'peak':>10}")
    context = multiprocessing.get_context("spawn")
    for subjects, columns, outcomes in sizes:
        for work in ("logistic", "logistic with profile limits", "Spearman, all pairs"):
            results = context.Queue()
            child = context.Process(target=alone, args=(work, subjects, columns, outcomes, results))
            child.start()
            took, data, peak = results.get()
            child.join()
            size = f"{subjects:,} x {columns:,}" + (f" x {outcomes}" if work != "Spearman, all pairs" else "")
            print(f"{work + ', ' + size:<58}{took:>8.1f}s{data:>7.2f} GB{peak:>7.2f} GB", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Time the screens beside loops over scipy and statsmodels.")
    parser.add_argument("--size", type=int, nargs=3, action="append", metavar=("SUBJECTS", "COVARIATES", "OUTCOMES"))
    parser.add_argument("--alone", action="store_true", help="without the loops, and with the peak of memory")
    asked = parser.parse_args()
    if asked.alone:
        memory(asked.size or [(10_000, 5_000, 8)])
        return
    sizes = asked.size or [(101, 120, 4), (1000, 1000, 8)]
    print(f"{'work':<58}{'here':>9}{'loop':>10}{'ratio':>8}")
    for size in sizes:
        for name, fast, slow in rows(*size):
            print(f"{name:<58}{fast:>8.3f}s{slow:>9.1f}s{slow / fast:>7.0f}x")


if __name__ == "__main__":
    main()
