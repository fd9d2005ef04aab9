"""Results in words: what a method does, what a status means, what an estimate is called, what was found."""

from collections.abc import Mapping

from python_stats.format import ALPHA, interval, name_words, number, p_value

METHODS: Mapping[str, str] = {
    "kruskal_dunn": "Kruskal–Wallis test over all groups; pairs of groups by Dunn’s test on the same ranks with "
    "correction for ties, two-sided, unadjusted and adjusted by Holm’s method.",
    "rank_sum": "Wilcoxon rank-sum test, two-sided, with corrections for ties and continuity; Hodges–Lehmann shift.",
    "spearman": "Spearman rank correlation with average ranks for ties; two-sided P value by the t approximation. "
    "Quartiles of the covariate are cut at the 25th, 50th and 75th percentiles (type 7, upper limit included).",
    "logistic": "Univariable logistic regression by maximum likelihood; two-sided Wald P value, likelihood-ratio P "
    "value beside it. Quartiles of the covariate are cut at the 25th, 50th and 75th percentiles (type 7, upper limit "
    "included); intervals of rates are exact (Clopper–Pearson).",
    "describe": "Description only; no test is made.",
    "partial_spearman": "Spearman rank correlation with other measurements held fixed: what their ranks leave of the "
    "ranks of both is correlated; two-sided P value by the t approximation with one degree of freedom less for each.",
    "quartile_trend": "Cochran–Armitage test of a trend of the rate over quarters of the covariate, two-sided. "
    "Quartiles are cut at the 25th, 50th and 75th percentiles (type 7, upper limit included); intervals of rates are "
    "exact (Clopper–Pearson).",
    "jonckheere": "Jonckheere–Terpstra test of a trend over ordered groups, two-sided, with correction for ties.",
    "agreement": "Agreement of two assays: Bland–Altman limits, Lin’s concordance correlation, Passing–Bablok line.",
}

METHOD_NAMES: Mapping[str, str] = {
    "kruskal_dunn": "Kruskal–Wallis, Dunn",
    "rank_sum": "Wilcoxon rank-sum",
    "spearman": "Spearman",
    "logistic": "Logistic regression",
    "describe": "Description",
    "partial_spearman": "Partial Spearman",
    "quartile_trend": "Cochran–Armitage",
    "jonckheere": "Jonckheere–Terpstra",
    "agreement": "Agreement",
}

PAIR_METHODS: Mapping[str, str] = {"kruskal_dunn": "Dunn"}

SCALES: Mapping[str, str] = {
    "log2": "The covariate enters as its base-2 logarithm.",
    "identity": "The covariate enters as measured.",
}

STATUSES: Mapping[str, str] = {
    "ok": "estimated",
    "descriptive": "described",
    "too_few": "too few subjects",
    "separated": "separated",
    "constant": "nothing varies",
    "failed": "failed",
}

REASONS: Mapping[str, str] = {
    "too_few": "There are too few subjects for this method, so nothing was estimated.",
    "separated": "The covariate separates subjects with the outcome from those without, so no finite odds ratio "
    "exists; the rates by quartile show the data.",
    "constant": "The covariate or the outcome is the same in every subject, so there is no association to estimate.",
    "failed": "The method did not give an answer on these data.",
}

ESTIMATES: Mapping[str, str] = {
    "epsilon_squared": "ε²",
    "mean_rank_difference": "difference of mean ranks",
    "hodges_lehmann_shift": "shift (Hodges–Lehmann)",
    "auc": "area under the ROC curve",
    "median": "median",
    "spearman_rho": "Spearman ρ",
    "odds_ratio_per_log2": "odds ratio per doubling",
    "odds_ratio_per_doubling": "odds ratio per doubling",
    "odds_ratio_per_doubling_profile": "odds ratio per doubling (profile likelihood)",
    "odds_ratio_per_unit": "odds ratio per unit",
    "odds_ratio_per_unit_profile": "odds ratio per unit (profile likelihood)",
    "odds_ratio_per_sd": "odds ratio per SD",
    "odds_ratio_per_sd_profile": "odds ratio per SD (profile likelihood)",
    "odds_ratio_per_doubling_firth": "odds ratio per doubling (Firth)",
    "odds_ratio_per_unit_firth": "odds ratio per unit (Firth)",
    "spline_likelihood_ratio": "departure from the line (spline, likelihood ratio)",
    "rank_biserial_correlation": "rank-biserial correlation",
    "partial_spearman_rho": "partial Spearman ρ",
    "rate_change_per_quarter": "change of the rate per quarter",
    "none": "",
}

BOUNDED = ("spearman_rho", "partial_spearman_rho", "rank_biserial_correlation", "epsilon_squared", "auc")

# The value at which an estimate says that there is no association.
NULL_VALUES: Mapping[str, float] = {
    "odds_ratio_per_doubling": 1.0,
    "odds_ratio_per_unit": 1.0,
    "spearman_rho": 0.0,
    "partial_spearman_rho": 0.0,
}


def estimate_name(name: str) -> str:
    """
    >>> estimate_name('spearman_rho'), estimate_name('hazard_ratio')
    ('Spearman ρ', 'hazard ratio')
    """
    return ESTIMATES.get(name, name_words(name))


def digits(name: str) -> int:
    """Significant digits: a number between -1 and 1 says enough with two."""
    return 2 if name in BOUNDED else 3


def estimated(name: str, value: float | None, low: float | None, high: float | None) -> str:
    """
    >>> estimated('spearman_rho', -0.31, -0.48, -0.12)
    'Spearman ρ −0.31 (95% CI −0.48 to −0.12)'
    >>> estimated('median', 38.2, None, None), estimated('auc', None, None, None)
    ('median 38.2', '')
    """
    if value is None:
        return ""
    between = interval(low, high, digits(name))
    return f"{estimate_name(name)} {number(value, digits(name))}" + (f" (95% CI {between})" if between else "")


def finding(name: str, value: float | None, p: float | None, covariate: str, outcome: str) -> str:
    """What an estimate says, for a reader in a hurry: a direction only where chance alone is an unlikely reason.

    >>> finding('spearman_rho', -0.31, 0.002, 'ferritin', 'peak')
    'Higher ferritin went with lower peak (P=.0020).'
    >>> finding('odds_ratio_per_doubling', 2.1, 0.00001, 'peak', 'durable response')
    'Higher peak went with more frequent durable response (P<.0001).'
    >>> finding('spearman_rho', 0.05, 0.6, 'IL-6', 'peak')
    'No association of IL-6 with peak was shown (P=.60).'
    >>> finding('mean_rank_difference', 9.0, 0.01, 'peak', 'response')
    ''
    """
    if value is None or p is None or name not in NULL_VALUES:
        return ""
    if p >= ALPHA:
        return f"No association of {covariate} with {outcome} was shown (P{p_value(p)})."
    is_rate = name.startswith("odds_ratio")
    more, less = ("more frequent", "less frequent") if is_rate else ("higher", "lower")
    return f"Higher {covariate} went with {more if value > NULL_VALUES[name] else less} {outcome} (P{p_value(p)})."


def level_name(label: str, group: str = "") -> str:
    """A level as a reader says it; yes and no are said with what they answer, when that is known.

    >>> level_name('true'), level_name('CR'), level_name('not_evaluable')
    ('yes', 'CR', 'not evaluable')
    >>> level_name('true', 'durable response'), level_name('false', 'durable response')
    ('durable response', 'no durable response')
    """
    if label == "true":
        return group or "yes"
    if label == "false":
        return f"no {group}".strip()
    return name_words(label)
