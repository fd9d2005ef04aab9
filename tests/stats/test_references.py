"""Every number agrees with R 4.2.2 to 1e-8 of its value, over all cases of the reference data that apply."""

import pytest

from tests.stats.largest_differences import largest, lines
from tests.stats.references import all_comparisons

AGREED = 1e-8


@pytest.fixture(scope="module")
def comparisons(shared):
    return list(all_comparisons(shared))


@pytest.fixture(scope="module")
def worst(comparisons):
    return largest(comparisons)


# How many values there are at least: a comparison that silently stops being made would otherwise pass.
AT_LEAST = {
    ("spearman", "P (t)"): 34,
    ("spearman", "P (rcorr)"): 307,
    ("spearman", "Bonett-Wright"): 50,
    ("partial_spearman", "P"): 3,
    ("logistic", "P (spline)"): 1,
    ("logistic", "slope"): 34,
    ("logistic", "P (Wald)"): 34,
    ("logistic", "P (LR)"): 34,
    ("logistic", "profile limits"): 68,
    ("logistic", "curve and band"): 810,
    ("logistic", "separation seen"): 5,
    ("logistic", "limits (Firth)"): 10,
    ("logistic_multivariable", "SE"): 41,
    ("logistic_multivariable", "profile limits"): 82,
    ("logistic_multivariable", "P (LR) of a term"): 39,
    ("logistic_multivariable", "VIF"): 39,
    ("logistic_multivariable", "limits (Firth)"): 24,
    ("linear_multivariable", "P (t)"): 6,
    ("linear_multivariable", "SE (HC3)"): 3,
    ("pca", "weights"): 205,
    ("pca", "scores"): 145,
    ("cluster_covariates", "heights"): 60,
    ("cluster_covariates", "order of leaves"): 68,
    ("jonckheere", "P"): 11,
    ("quartile_trend", "chi-squared"): 2,
    ("max_t", "adjusted P"): 12,
    ("imputations", "estimate"): 5,
    ("imputations", "df"): 5,
    ("imputations", "limits"): 10,
    ("imputations", "fmi"): 5,
    ("censored_linear", "slope"): 3,
    ("censored_linear", "SE"): 3,
    ("censored_linear", "log-likelihood"): 2,
    ("cox", "slope"): 3,
    ("cox", "SE"): 3,
    ("cox", "P (proportional hazards)"): 4,
    ("cox", "concordance"): 1,
    ("kaplan_meier", "P (log-rank)"): 3,
    ("kaplan_meier", "limits of the median"): 16,
    ("kaplan_meier", "SE of the share"): 8,
    ("kruskal_dunn", "P"): 27,
    ("kruskal_dunn", "P (Holm)"): 142,
    ("rank_sum", "P (continuity)"): 29,
    ("rank_sum", "shift limits (no continuity)"): 58,
    ("rank_sum", "AUC limits"): 58,
    ("quartiles", "group sizes"): 76,
    ("adjust", "BH"): 229,
    ("intervals", "Clopper-Pearson"): 12,
    ("textbook", "dunn"): 172,
}


def test_every_quantity_agrees_with_r(worst):
    apart = {key: (one.case, one.difference) for key, (_, one) in worst.items() if not one.difference <= AGREED}
    assert not apart


@pytest.mark.parametrize(("key", "at_least"), AT_LEAST.items(), ids=map(" ".join, AT_LEAST))
def test_no_comparison_was_lost(worst, key, at_least):
    count, _ = worst[key]
    assert count >= at_least


def test_the_table_names_every_quantity(worst, comparisons):
    """What is printed for people is made of the same comparisons that are tested here."""
    printed = "\n".join(lines(comparisons))
    assert all(f"| {method} | {quantity} |" in printed for method, quantity in worst)
