"""Trends beside PMCMRplus and prop.trend.test, step-down max-T beside multtest over every permutation there is."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from python_stats.methods.trend import cochran_armitage, jonckheere
from python_stats.screens.max_t import rank_statistics, step_down
from tests.stats.comparison import Comparison, cases, group_values, table


def trend_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "kruskal_dunn"):
        result = case["result"]
        if result.get("jonckheere"):
            frame = table(reference / "data", case["dataset"])
            found = jonckheere(group_values(frame, result["value"], result["group"], result["levels"]))
            yield Comparison("jonckheere", "z", case["id"], found.z, result["jonckheere"]["z"])
            yield Comparison("jonckheere", "P", case["id"], found.p_value, result["jonckheere"]["p"])
    for case in cases(reference, "contingency"):
        if case["result"].get("trend"):
            counts, expected = case["result"]["table"], case["result"]["trend"]
            found = cochran_armitage([row[0] for row in counts], [sum(row) for row in counts])
            yield Comparison("quartile_trend", "chi-squared", case["id"], found.z**2, expected["chisq"])
            yield Comparison("quartile_trend", "P", case["id"], found.p_value, expected["p"])
    for case in cases(reference, "multiplicity"):
        if case["id"].startswith("maxT"):
            yield from _max_t(reference, case)


def _max_t(reference: Path, case: dict) -> Iterator[Comparison]:
    """Every way to choose the events among the subjects. multtest's rank-sum statistic leaves ties uncorrected."""
    result = case["result"]
    frame = table(reference / "data", case["dataset"]).iloc[: result["rows"]]
    x, y = frame[result["columns"]].to_numpy(dtype=float), frame["am"].to_numpy(dtype=float)
    places = range(len(y))
    every = [np.isin(places, chosen).astype(float) for chosen in combinations(places, result["n1"])]
    statistic = _welch if case["id"].endswith(".t") else _uncorrected
    observed, shuffled = statistic(x, y), np.array([statistic(x, labels) for labels in every])
    adjusted = step_down(observed, lambda places: shuffled[:, places], 2, counted=True)
    for column, mine, theirs in zip(result["columns"], adjusted, result["adjp"], strict=True):
        yield Comparison("max_t", "adjusted P", f"{case['id']}.{column}", mine, theirs)
    for column, mine, theirs in zip(result["columns"], observed, result["teststat"], strict=True):
        yield Comparison("max_t", "statistic", f"{case['id']}.{column}", mine, theirs)


def _welch(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    events, others = x[y == 1], x[y == 0]
    variance = events.var(axis=0, ddof=1) / len(events) + others.var(axis=0, ddof=1) / len(others)
    return (events.mean(axis=0) - others.mean(axis=0)) / np.sqrt(variance)


def _uncorrected(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    n = len(x)
    corrected = rank_statistics(x, y[None, :])[0]
    ties = np.array([sum(count**3 - count for count in np.unique(column, return_counts=True)[1]) for column in x.T])
    return corrected * np.sqrt(1 - ties / (n**3 - n))
