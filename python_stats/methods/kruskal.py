"""Kruskal-Wallis over several groups, then Dunn's test of each pair on the same ranks (Technometrics 1964, 6:241).

Both need only mid-ranks: H is their variance between groups over their total variance, and the total variance carries
the correction for ties into every z.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.special import ndtr
from scipy.stats import kruskal, rankdata

from python_stats.contract.results import FEWEST, Estimate, Findings, joined
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.adjust import holm
from python_stats.summaries.groups import grouped, medians, outside

Groups = Mapping[str, Numbers]


@dataclass(frozen=True)
class Omnibus:
    """Whether any group differs; epsilon squared is the share of the variance of the ranks between groups."""

    n: int
    h: float | None = None
    p_value: float | None = None
    epsilon_squared: float | None = None
    status: str = "ok"
    note: str | None = None


@dataclass(frozen=True)
class Contrast:
    """One pair of groups: the first mean rank less the second."""

    pair: tuple[str, str]
    n: int
    difference: float | None = None
    z: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    status: str = "ok"
    note: str | None = None


def kruskal_wallis(groups: Groups) -> Omnibus:
    """The test over all groups that hold anybody; an empty group is left out, as R leaves out an unused level."""
    filled = [values for values in groups.values() if len(values)]
    n = sum(len(values) for values in filled)
    if n < FEWEST or len(filled) < 2:
        return Omnibus(n, status="too_few", note=f"fewer than {FEWEST} subjects or two groups")
    if np.ptp(np.concatenate(filled)) == 0:
        return Omnibus(n, status="constant", note="all values are equal: the test is undefined")
    found = kruskal(*filled)
    empty = [level for level, values in groups.items() if len(values) == 0]
    note = f"nobody in {', '.join(empty)}" if empty else None
    return Omnibus(n, float(found.statistic), float(found.pvalue), float(found.statistic) / (n - 1), note=note)


def dunn(groups: Groups) -> tuple[Contrast, ...]:
    """Each pair of groups, in the order of the levels; two-sided, corrected for ties, unadjusted and by Holm."""
    omnibus = kruskal_wallis(groups)
    ranks = _ranks(groups)
    contrasts = [
        _contrast(pair, ranks) if omnibus.status == "ok" else _untested(pair, groups, omnibus)
        for pair in combinations(groups, 2)
    ]
    adjusted = holm([contrast.p_value for contrast in contrasts])
    return tuple(replace(contrast, p_holm=p) for contrast, p in zip(contrasts, adjusted, strict=True))


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """A row for the test over all groups, one for each pair, and a median for each group."""
    groups = grouped(analysis, sample)
    omnibus = kruskal_wallis(groups)
    overall = Estimate(
        term="all levels",
        estimate_name="epsilon_squared",
        n=omnibus.n,
        estimate=omnibus.epsilon_squared,
        statistic=omnibus.h,
        p_value=omnibus.p_value,
        status=omnibus.status,
        note=joined(omnibus.note, outside(analysis, sample), sample.note),
    )
    pairs = (_row(contrast) for contrast in dunn(groups))
    return Findings((overall, *pairs, *medians(groups)))


def _row(contrast: Contrast) -> Estimate:
    return Estimate(
        term=" vs ".join(contrast.pair),
        estimate_name="mean_rank_difference",
        n=contrast.n,
        is_primary=True,
        estimate=contrast.difference,
        statistic=contrast.z,
        p_value=contrast.p_value,
        p_adjusted=contrast.p_holm,
        adjustment="holm",
        status=contrast.status,
        note=contrast.note,
    )


def _ranks(groups: Groups) -> Groups:
    """Each group's ranks among all values."""
    ranks = rankdata(np.concatenate(list(groups.values())))
    ends = np.cumsum([len(values) for values in groups.values()])
    return dict(zip(groups, np.split(ranks, ends[:-1]), strict=True))


def _contrast(pair: tuple[str, str], ranks: Groups) -> Contrast:
    first, second = ranks[pair[0]], ranks[pair[1]]
    n = len(first) + len(second)
    if len(first) == 0 or len(second) == 0:
        return Contrast(pair, n, status="too_few", note="nobody in one of the two groups")
    difference = float(first.mean() - second.mean())
    variance = float(np.var(np.concatenate(list(ranks.values())), ddof=1))
    z = difference / math.sqrt(variance * (1 / len(first) + 1 / len(second)))
    return Contrast(pair, n, difference, z, float(2 * ndtr(-abs(z))))


def _untested(pair: tuple[str, str], groups: Groups, omnibus: Omnibus) -> Contrast:
    n = len(groups[pair[0]]) + len(groups[pair[1]])
    return Contrast(pair, n, status=omnibus.status, note=omnibus.note)
