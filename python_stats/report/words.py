"""Results in words: what a method does, what a status means, what an estimate is called, what was found."""

from collections.abc import Mapping

from python_stats.format import ALPHA, interval, name_words, number, p_value
from python_stats.sensitivity import NO_ASSOCIATION

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
    "time_course": "On each day the Kruskal–Wallis test over all groups and Dunn’s test of each pair, two-sided, "
    "unadjusted and adjusted by Holm’s method over the pairs of a day. Days are not joined to courses of a subject.",
    "jonckheere": "Jonckheere–Terpstra test of a trend over ordered groups, two-sided, with correction for ties.",
    "agreement": "Agreement of two assays: Bland–Altman limits, Lin’s concordance correlation, Passing–Bablok line.",
    "logistic_multivariable": "Logistic regression on several standardised covariates, complete cases; two-sided Wald "
    "P values, profile-likelihood intervals, and Firth’s penalised estimates beside. Below ten events for each "
    "coefficient the penalised ones are those to read; below five the model is refused unless its header asks for it.",
    "linear_multivariable": "Linear regression on several standardised covariates, complete cases; standard errors "
    "that allow for unequal variance (HC3) beside the usual ones.",
    "censored_linear": "Linear regression by the likelihood of values below a limit (Tobit), complete cases; beside it "
    "least squares with half the limit, and the limit over √2, in their place.",
    "cox": "Proportional hazards (Cox) on standardised covariates, complete cases, ties by Efron’s rule; two-sided "
    "Wald P values, profile-likelihood intervals, and Firth’s penalised estimates beside. Below ten events for each "
    "coefficient the penalised ones are those to read. Grambsch and Therneau test whether hazards stay proportional.",
    "kaplan_meier": "Kaplan and Meier’s curves with limits on the scale of the logarithm; log-rank test over all "
    "groups, and of each pair, unadjusted and adjusted by Holm’s method.",
    "pca": "Principal components of standardised covariates, complete cases.",
    "cluster_covariates": "Hierarchical clustering of covariates by 1 − |Spearman ρ|; support is the share of "
    "bootstrap samples of the subjects in which the same covariates form a cluster.",
    "random_forest": "Random forest; every number is out of the bag. Importance is how much the error rises when a "
    "covariate is shuffled; P values compare with forests of shuffled outcomes, ranks with forests of other seeds.",
}

METHOD_NAMES: Mapping[str, str] = {
    "kruskal_dunn": "Kruskal–Wallis, Dunn",
    "rank_sum": "Wilcoxon rank-sum",
    "spearman": "Spearman",
    "logistic": "Logistic regression",
    "describe": "Description",
    "partial_spearman": "Partial Spearman",
    "quartile_trend": "Cochran–Armitage",
    "time_course": "Kruskal–Wallis, Dunn by day",
    "jonckheere": "Jonckheere–Terpstra",
    "agreement": "Agreement",
    "logistic_multivariable": "Multivariable logistic regression",
    "linear_multivariable": "Multivariable linear regression",
    "censored_linear": "Censored linear regression",
    "cox": "Proportional hazards (Cox)",
    "kaplan_meier": "Kaplan–Meier, log-rank",
    "pca": "Principal components",
    "cluster_covariates": "Clustering",
    "random_forest": "Random forest",
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
    "too_many_terms": "too many terms",
    "collinear": "collinear",
    "failed": "failed",
}

REASONS: Mapping[str, str] = {
    "too_few": "There are too few subjects for this method, so nothing was estimated.",
    "separated": "The covariate separates subjects with the outcome from those without, so no finite odds ratio "
    "exists; the rates by quartile show the data.",
    "constant": "The covariate or the outcome is the same in every subject, so there is no association to estimate.",
    "too_many_terms": "There are too few events, or subjects, for so many coefficients: the model was refused, and "
    "nothing was estimated.",
    "only_imputed": "There are too few complete cases for so many coefficients, so the model of these was refused. The "
    "estimates below are those with the gaps of covariates imputed.",
    "collinear": "Some covariates are exact combinations of others, so their coefficients cannot be told apart.",
    "failed": "The method did not give an answer on these data.",
}

# Nobody is too few for any method, unless the method could not look at anybody.
NOBODY = "no subject has the values it needs"


def status_of(status: str, n: int | None) -> str:
    """What became of an estimate of so many subjects.

    >>> status_of("constant", 40), status_of("constant", 0), status_of("failed", 0)
    ('nothing varies', 'no subject has the values it needs', 'failed')
    """
    return (
        NOBODY if n == 0 and status not in ("ok", "descriptive", "failed") else STATUSES.get(status, name_words(status))
    )


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
    "rate_change_per_quarter_ntile": "change of the rate per quarter (ntile)",
    "odds_ratio_per_sd_firth": "odds ratio per SD (Firth)",
    "odds_ratio_vs_reference": "odds ratio against the reference",
    "odds_ratio_vs_reference_profile": "odds ratio against the reference (profile likelihood)",
    "odds_ratio_vs_reference_firth": "odds ratio against the reference (Firth)",
    "odds_ratio_per_sd_imputed": "odds ratio per SD (multiple imputation)",
    "odds_ratio_per_unit_imputed": "odds ratio per unit (multiple imputation)",
    "odds_ratio_per_doubling_imputed": "odds ratio per doubling (multiple imputation)",
    "odds_ratio_vs_reference_imputed": "odds ratio against the reference (multiple imputation)",
    "slope_per_sd_imputed": "slope per SD (multiple imputation)",
    "slope_per_unit_imputed": "slope per unit (multiple imputation)",
    "slope_per_doubling_imputed": "slope per doubling (multiple imputation)",
    "difference_from_reference_imputed": "difference from the reference (multiple imputation)",
    "difference_from_reference": "difference from the reference",
    "difference_from_reference_hc3": "difference from the reference (HC3)",
    "difference_from_reference_half_limit": "difference from the reference (half the limit)",
    "difference_from_reference_limit_over_root2": "difference from the reference (limit over √2)",
    "hazard_ratio_per_sd": "hazard ratio per SD",
    "hazard_ratio_per_sd_profile": "hazard ratio per SD (profile likelihood)",
    "hazard_ratio_per_sd_firth": "hazard ratio per SD (Firth)",
    "hazard_ratio_per_unit": "hazard ratio per unit",
    "hazard_ratio_per_doubling": "hazard ratio per doubling",
    "hazard_ratio_vs_reference": "hazard ratio against the reference",
    "hazard_ratio_vs_reference_profile": "hazard ratio against the reference (profile likelihood)",
    "hazard_ratio_vs_reference_firth": "hazard ratio against the reference (Firth)",
    "proportional_hazards": "departure from proportional hazards χ²",
    "concordance": "concordance (Harrell’s C)",
    "log_rank": "log-rank χ²",
    "median_time": "median time",
    "event_free_share": "share without the event",
    "fraction_missing_information": "fraction of missing information",
    "slope_per_sd_hc3": "slope per SD (HC3)",
    "slope_per_sd": "slope per SD",
    "slope_per_sd_half_limit": "slope per SD (half the limit)",
    "slope_per_sd_limit_over_root2": "slope per SD (limit over √2)",
    "below_limit": "outcomes below the limit",
    "kept_share": "share of bootstrap samples that select it",
    "likelihood_ratio": "likelihood ratio χ²",
    "f_ratio": "F",
    "variance_inflation": "variance inflation",
    "nagelkerke_r_squared": "Nagelkerke R²",
    "cophenetic_correlation_other_linkage": "cophenetic correlation",
    "shared_clusters": "share of its clusters that this tree has too",
    "auc_corrected": "area under the ROC curve to expect of new subjects",
    "calibration_slope": "calibration slope to expect of new subjects",
    "r_squared": "R²",
    "adjusted_r_squared": "adjusted R²",
    "residual_sd": "residual SD",
    "oob_auc": "out-of-bag area under the ROC curve",
    "oob_r_squared": "out-of-bag R²",
    "pairs_in_order": "share of pairs in order",
    "bias_ratio": "bias as a ratio",
    "limit_ratio_low": "lower limit of agreement as a ratio",
    "limit_ratio_high": "upper limit of agreement as a ratio",
    "limit_low": "lower limit of agreement",
    "limit_high": "upper limit of agreement",
    "lin_concordance": "Lin’s concordance correlation",
    "passing_bablok_slope": "Passing–Bablok slope",
    "passing_bablok_intercept": "Passing–Bablok intercept",
    "none": "",
}

# What is no measurement but a number of subjects.
COUNTS = ("below_limit",)

BOUNDED = (
    "spearman_rho",
    "partial_spearman_rho",
    "rank_biserial_correlation",
    "epsilon_squared",
    "auc",
    "auc_corrected",
    "shared_clusters",
    "oob_auc",
    "oob_r_squared",
    "variance_explained",
    "r_squared",
)

# Estimates of a covariate that is higher or lower, so that their direction can be said in a sentence.
DIRECTED = frozenset(
    (
        "odds_ratio_per_doubling",
        "odds_ratio_per_unit",
        "odds_ratio_per_sd",
        "hazard_ratio_per_sd",
        "spearman_rho",
        "partial_spearman_rho",
        "slope_per_sd",
    )
)


# What more and less of a covariate go with, where it is no amount: a higher hazard is a shorter time.
MORE_AND_LESS: Mapping[str, tuple[str, str]] = {
    "odds": ("more frequent", "less frequent"),
    "hazard": ("shorter", "longer"),
}


def estimate_name(name: str) -> str:
    """
    >>> estimate_name('spearman_rho'), estimate_name('hazard_ratio')
    ('Spearman ρ', 'hazard ratio')
    """
    return ESTIMATES.get(name, name_words(name))


def digits(name: str) -> int:
    """Significant digits: a number between -1 and 1 says enough with two, and a count has no decimals."""
    return 1 if name in COUNTS else 2 if name in BOUNDED else 3


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


def finding(
    name: str, value: float | None, p: float | None, covariate: str, outcome: str, *, is_yes_no: bool = False
) -> str:
    """What an estimate says, for a reader in a hurry: a direction only where chance alone is an unlikely reason.

    >>> finding('spearman_rho', -0.31, 0.002, 'ferritin', 'peak')
    'Higher ferritin went with lower peak (P=.0020).'
    >>> finding('odds_ratio_per_doubling', 2.1, 0.00001, 'peak', 'durable response')
    'Higher peak went with more frequent durable response (P<.0001).'
    >>> finding('spearman_rho', 0.05, 0.6, 'IL-6', 'peak')
    'No association of IL-6 with peak was shown (P=.60).'
    >>> finding('odds_ratio_per_unit', 2.1, 0.001, 'low tumour burden', 'durable response', is_yes_no=True)
    'Low tumour burden went with more frequent durable response (P=.0010).'
    >>> finding('hazard_ratio_per_sd', 2.1, 0.001, 'tumour burden', 'overall survival')
    'Higher tumour burden went with shorter overall survival (P=.0010).'
    >>> finding('mean_rank_difference', 9.0, 0.01, 'peak', 'response')
    ''
    """
    if value is None or p is None or name not in DIRECTED:
        return ""
    if p >= ALPHA:
        return f"No association of {covariate} with {outcome} was shown (P{p_value(p)})."
    more, less = MORE_AND_LESS.get(name.partition("_ratio")[0], ("higher", "lower"))
    subject = covariate[:1].upper() + covariate[1:] if is_yes_no else f"Higher {covariate}"
    return f"{subject} went with {more if value > NO_ASSOCIATION[name] else less} {outcome} (P{p_value(p)})."


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
