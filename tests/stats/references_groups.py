"""Kruskal-Wallis, Dunn and the rank-sum test beside R."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from python_stats.methods.kruskal import dunn, kruskal_wallis
from python_stats.methods.rank_sum import rank_sum, shift_interval
from python_stats.summaries.quartiles import quarter_of
from python_stats.summaries.roc import auc, delong
from tests.stats.comparison import Comparison, cases, group_values, table

# R's wilcox.test looks for its limits to within 1e-4 in the unit of the data.
UNIROOT = 1e-4


def kruskal_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "kruskal_dunn"):
        result = case["result"]
        if "dunn" not in result:
            continue
        frame = table(reference / "data", case["dataset"])
        if result["group"] == "q":
            both = frame[["dt", "peak"]].notna().all(axis="columns")
            frame.loc[both, "q"] = quarter_of(frame.loc[both, "dt"].to_numpy())
        groups = group_values(frame, result["value"], result["group"], result["levels"])
        omnibus = kruskal_wallis(groups)
        yield Comparison("kruskal_dunn", "n", case["id"], omnibus.n, result["N"])
        yield Comparison("kruskal_dunn", "H", case["id"], omnibus.h, result["H"])
        yield Comparison("kruskal_dunn", "P", case["id"], omnibus.p_value, result["p"])
        yield Comparison(
            "kruskal_dunn", "epsilon squared", case["id"], omnibus.epsilon_squared, result["epsilon_squared"]
        )
        yield from _dunn(case["id"], groups, result["dunn"])


def _dunn(name: str, groups: dict, expected: list[dict]) -> Iterator[Comparison]:
    ours = {contrast.pair: contrast for contrast in dunn(groups)}
    for theirs in expected:
        contrast = ours[theirs["a"], theirs["b"]]
        here = f"{name} {theirs['a']} vs {theirs['b']}"
        yield Comparison("kruskal_dunn", "mean rank difference", here, contrast.difference, theirs["diff"])
        yield Comparison("kruskal_dunn", "z", here, contrast.z, theirs["z"])
        yield Comparison("kruskal_dunn", "P (Dunn)", here, contrast.p_value, theirs["p"])
        yield Comparison("kruskal_dunn", "P (Holm)", here, contrast.p_holm, theirs["p_holm"])


def two_group_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "two_groups"):
        result, name = case["result"], case["id"]
        if "W" not in result:
            continue
        x, y = _sides(reference, case)
        ours, without, area = rank_sum(x, y), shift_interval(x, y, continuity=0), delong(x, y)
        yield Comparison("rank_sum", "n", name, ours.n, result["nx"] + result["ny"])
        yield Comparison("rank_sum", "W", name, ours.w, result["W"])
        yield Comparison("rank_sum", "P (continuity)", name, ours.p_value, result["p_asymp_cc"])
        yield Comparison("rank_sum", "shift", name, ours.shift, result["hodges_lehmann"])
        yield Comparison("rank_sum", "AUC", name, auc(x, y), result["auc"])
        for mine, theirs in zip((area.low, area.high), result["auc_delong_ci"], strict=True):
            yield Comparison("rank_sum", "AUC limits", name, mine, theirs)
        for mine, theirs in zip((without.low, without.high), result["hl_ci_asymp_root"], strict=True):
            yield Comparison("rank_sum", "shift limits (no continuity)", name, mine, theirs)
        if ours.interval.low is not None:
            yield from _continuity_limits(name, ours.interval, result["hl_ci_asymp_cc"])


def _continuity_limits(name: str, interval, expected: list[float]) -> Iterator[Comparison]:
    """R has these only by its rough search: reported as the excess over the search's tolerance."""
    for mine, theirs in zip((interval.low, interval.high), expected, strict=True):
        excess = max(0.0, abs(mine - theirs) - UNIROOT)
        yield Comparison("rank_sum", "shift limits (R's search)", name, excess, 0.0)


def _sides(reference: Path, case: dict) -> list[np.ndarray]:
    result = case["result"]
    if case["dataset"] == "inline":
        return [np.array(result["x"]), np.array(result["y"])]
    frame = table(reference / "data", case["dataset"])
    sides = []
    for side in ("x_label", "y_label"):
        value, group, level = result[side].split(":")
        sides.append(group_values(frame, value, group, [level])[level])
    return sides
