"""Principal components and dendrograms beside R's prcomp and hclust."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from python_stats.methods.cluster_covariates import distances, tree_of
from python_stats.methods.pca import components
from python_stats.regression.separation import standardised
from python_stats.screens.screen_spearman import screen_spearman
from tests.stats.comparison import Comparison, cases, table


def multivariate_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "multivariate"):
        if case["call"] == "prcomp(scale.=TRUE)":
            yield from _components(case["id"], case["result"], _columns(reference, case))
        elif "one_minus_abs_rho" in case["id"] and case["result"]["method"] in METHODS:
            yield from _tree(case["id"], case["result"], _columns(reference, case))


METHODS = {"average": "average", "complete": "complete", "single": "single", "ward.D2": "ward"}


def _columns(reference: Path, case: dict) -> pd.DataFrame:
    frame = table(reference / "data", re.sub("_cc$", "", case["dataset"]))[case["result"]["columns"]]
    if case["id"] == "cart_like_log2":
        frame = np.log2(frame)
    return frame


def _components(name: str, result: dict, frame: pd.DataFrame) -> Iterator[Comparison]:
    complete = frame.dropna().to_numpy(dtype=float)
    found = components(np.column_stack([standardised(column) for column in complete.T]))
    yield Comparison("pca", "n", name, len(complete), result["n"])
    for mine, theirs in zip(found.deviations, result["sdev"], strict=True):
        yield Comparison("pca", "standard deviations", name, mine, theirs)
    rotation = np.array(result["rotation"])
    # A sign of R's means nothing: each component is turned to point as ours does.
    turned = np.sign(np.sum(rotation * found.weights, axis=0))
    for quantity, ours, other in (
        ("weights", found.weights, rotation),
        ("loadings", found.loadings, np.array(result["loadings"])),
        ("scores", found.scores[:5], np.array(result["scores_first5"])),
    ):
        for mine, theirs in zip(ours.ravel(), (other * turned).ravel(), strict=True):
            yield Comparison("pca", quantity, name, mine, theirs, floor=1e-2)


def _tree(name: str, result: dict, frame: pd.DataFrame) -> Iterator[Comparison]:
    x = frame.to_numpy(dtype=float)
    distance = distances(screen_spearman(x, x))
    tree = tree_of(distance, METHODS[result["method"]])
    lower = [distance[row, column] for column in range(len(distance)) for row in range(column + 1, len(distance))]
    for quantity, ours, theirs in (
        ("distances", lower, result["dist"]),
        ("heights", tree.merges[:, 2], result["height"]),
        ("order of leaves", [leaf + 1 for leaf in tree.order], result["order"]),
        ("cophenetic correlation", [tree.cophenetic], [result["cophenetic_r"]]),
    ):
        for mine, other in zip(ours, theirs, strict=True):
            yield Comparison("cluster_covariates", quantity, name, mine, other)
