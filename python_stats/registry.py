"""Which methods there are: for each its file and the header keys it understands. Light: nothing here computes.

A new method is one file with a function `findings(analysis, sample)` and one entry here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Method:
    """What a header with this method says.

    `columns` are the roles that must name a column, `optional` those that may; `levels` how many levels of the group
    must be listed (None: no group is compared, 0: two or more); `choices` the keys with a closed list of words, the
    first being the default.
    """

    module: str
    about: str
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    levels: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


METHODS: Mapping[str, Method] = {
    "spearman": Method(
        module="spearman",
        about="Spearman's rank correlation of two measurements",
        columns=("covariate", "outcome"),
    ),
    "logistic": Method(
        module="odds_ratios",
        about="Logistic regression of a yes/no outcome on one covariate",
        columns=("covariate", "outcome"),
        choices={"scale": ("log2", "identity")},
    ),
    "kruskal_dunn": Method(
        module="kruskal",
        about="Kruskal-Wallis test over several groups, then Dunn's test of each pair",
        columns=("value", "group"),
        levels=0,
    ),
    "rank_sum": Method(
        module="rank_sum",
        about="Wilcoxon rank-sum test of two groups",
        columns=("value", "group"),
        levels=2,
    ),
    "describe": Method(
        module="describe",
        about="No test: the observations, and a median for each group",
        columns=("covariate", "outcome"),
        optional=("group",),
    ),
}
