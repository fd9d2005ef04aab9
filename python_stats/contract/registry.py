"""Which methods there are: for each its file and the header keys it understands. Light: nothing here computes.

A new method is one file of `methods/` with a function `findings(analysis, sample)` and one entry here; with `lists` it
is handed a `Table` of many columns instead of a `Sample` of two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

ALL_NUMERIC = "all_numeric"
SCALES = ("log2", "identity")
Rows = Literal["subject", "subject and covariate", "any"]


@dataclass(frozen=True)
class Number:
    """A key that takes a whole number. One with neither a default nor `may_be_absent` must be given."""

    default: int | None
    least: int
    may_be_absent: bool = False


@dataclass(frozen=True)
class Method:
    """What a header with this method says, and which tables of results beside `estimates` it fills (`parts`).

    `columns` are the roles that must name a column, `optional` those that may; `lists` the roles that must list
    columns, `optional_lists` those that may; `levels` how many levels of the group must be listed (None: no group is
    compared, 0: two or more); `scaled` whether `scales` may give a covariate a scale of its own; `choices` the keys
    with a closed list of words, the first being the default; `numbers` the keys that take a whole number. With
    `by_column` it is handed a `Wide`, and never needs more than some of its covariates at a time. `rows` says of what
    it takes one row each: a subject, a subject and a value of the covariate such as a day, or whatever comes.
    """

    module: str
    about: str
    parts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    optional_lists: tuple[str, ...] = ()
    levels: int | None = None
    scaled: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    by_column: bool = False
    rows: Rows = "subject"

    @property
    def compares_groups(self) -> bool:
        """Whether a value is held against the groups it was measured in."""
        return "value" in self.columns

    @property
    def has_groups(self) -> bool:
        """Whether the header may name a group, so that observations have one."""
        return "group" in (*self.columns, *self.optional)

    @property
    def is_model(self) -> bool:
        """Whether an outcome is put down to several covariates at once, with rows for each of them."""
        return self.scaled and "outcome" in self.columns


# A random number comes from nowhere but the header, so that it is the same on every run.
SEED = Number(None, 0)
SEED_IF_DRAWN = Number(None, 0, may_be_absent=True)
IMPUTED = {"imputations": Number(0, 0)}

REFUSED_OR_FITTED = ("refuse", "fit")

METHODS: Mapping[str, Method] = {
    "spearman": Method(
        module="spearman",
        about="Spearman's rank correlation of two measurements",
        parts=("observations", "quartiles"),
        columns=("covariate", "outcome"),
    ),
    "logistic": Method(
        module="odds_ratios",
        about="Logistic regression of a yes/no outcome on one covariate",
        parts=("observations", "curves", "quartiles"),
        columns=("covariate", "outcome"),
        choices={"scale": SCALES},
    ),
    "partial_spearman": Method(
        module="partial_spearman",
        about="Spearman's rank correlation with other measurements held fixed",
        parts=("observations",),
        columns=("outcome",),
        lists=("covariates", "controls"),
    ),
    "kruskal_dunn": Method(
        module="kruskal",
        about="Kruskal-Wallis test over several groups, then Dunn's test of each pair",
        parts=("observations",),
        columns=("value", "group"),
        levels=0,
    ),
    "rank_sum": Method(
        module="rank_sum",
        about="Wilcoxon rank-sum test of two groups",
        parts=("observations",),
        columns=("value", "group"),
        levels=2,
    ),
    "describe": Method(
        module="describe",
        about="No test: the observations, and a median for each group",
        parts=("observations",),
        columns=("covariate", "outcome"),
        optional=("group",),
    ),
    "time_course": Method(
        module="time_course",
        about="Levels over time: groups compared day by day",
        parts=("observations",),
        columns=("covariate", "outcome", "group"),
        levels=0,
        rows="subject and covariate",
    ),
    "jonckheere": Method(
        module="trend",
        about="Jonckheere and Terpstra's test of a trend over ordered groups",
        parts=("observations",),
        columns=("value", "group"),
        levels=0,
    ),
    "quartile_trend": Method(
        module="quartile_trend",
        about="Cochran and Armitage's test of a trend of a rate over quarters of a covariate",
        parts=("observations", "quartiles"),
        columns=("covariate", "outcome"),
    ),
    "agreement": Method(
        module="agreement",
        about="Agreement of two assays: Bland-Altman, Lin's concordance, Passing and Bablok's line",
        parts=("observations",),
        columns=("covariate", "outcome"),
        choices={"scale": ("log10", "identity")},
        rows="any",
    ),
    "logistic_multivariable": Method(
        module="logistic_multivariable",
        about="Logistic regression of a yes/no outcome on several covariates",
        parts=("observations",),
        columns=("outcome",),
        lists=("covariates",),
        optional_lists=("controls",),
        scaled=True,
        choices={"too_many_terms": REFUSED_OR_FITTED},
        numbers={"resamples": Number(0, 0), **IMPUTED, "seed": SEED_IF_DRAWN},
    ),
    "linear_multivariable": Method(
        module="linear_multivariable",
        about="Linear regression of a measured outcome on several covariates",
        parts=("observations",),
        columns=("outcome",),
        lists=("covariates",),
        optional_lists=("controls",),
        scaled=True,
        choices={"too_many_terms": REFUSED_OR_FITTED},
        numbers={**IMPUTED, "seed": SEED_IF_DRAWN},
    ),
    "censored_linear": Method(
        module="censored_linear",
        about="Linear regression of a measured outcome that lies below its limit in some subjects",
        parts=("observations",),
        columns=("outcome", "below_limit"),
        lists=("covariates",),
        optional_lists=("controls",),
        scaled=True,
        choices={"too_many_terms": REFUSED_OR_FITTED},
    ),
    "cox": Method(
        module="cox",
        about="Proportional hazards of a time to an event on one covariate or several",
        parts=("observations",),
        columns=("outcome", "event"),
        lists=("covariates",),
        optional_lists=("controls",),
        scaled=True,
        choices={"too_many_terms": REFUSED_OR_FITTED},
    ),
    "kaplan_meier": Method(
        module="kaplan_meier",
        about="Kaplan and Meier's curves of a time to an event in groups, and the log-rank test between them",
        parts=("observations", "survival_curves"),
        columns=("outcome", "event", "group"),
        levels=0,
        numbers={"at": Number(None, 1, may_be_absent=True)},
    ),
    "random_forest": Method(
        module="random_forest",
        about="How well many trees predict an outcome they have not seen, and what they need for it",
        parts=("observations", "importances"),
        columns=("outcome",),
        lists=("covariates",),
        numbers={
            "seed": SEED,
            "trees": Number(2000, 10),
            "features": Number(None, 1, may_be_absent=True),
            "subjects_per_tree": Number(None, 10, may_be_absent=True),
            "seeds": Number(50, 0),
            "trees_per_seed": Number(200, 10),
            "permutations": Number(100, 0),
            "trees_per_permutation": Number(100, 10),
            "shadow_runs": Number(0, 0),
            "trees_per_shadow_run": Number(500, 10),
        },
    ),
    "pca": Method(
        module="pca",
        about="Principal components of standardised covariates",
        parts=("observations", "loadings"),
        optional=("group",),
        lists=("covariates",),
        scaled=True,
        numbers={"components": Number(5, 1)},
    ),
    "cluster_covariates": Method(
        module="cluster_covariates",
        about="Hierarchical clustering of covariates by their rank correlations",
        parts=("clusters",),
        lists=("covariates",),
        choices={"linkage": ("average", "ward", "complete", "single")},
        numbers={"seed": SEED, "resamples": Number(200, 0), "clusters": Number(None, 1, may_be_absent=True)},
    ),
    "screen": Method(
        module="screen",
        about="Every covariate against every outcome, one pair at a time",
        parts=(),
        lists=("covariates", "outcomes"),
        optional_lists=("events",),
        scaled=True,
        choices={"test": ("by_outcome", "logistic", "spearman", "kruskal_dunn", "cox"), "scale": SCALES},
        numbers={"permutations": Number(0, 0), "seed": SEED_IF_DRAWN},
        by_column=True,
    ),
}


def names_of(wanted: Callable[[Method], bool]) -> tuple[str, ...]:
    """The names of those methods."""
    return tuple(name for name, method in METHODS.items() if wanted(method))
