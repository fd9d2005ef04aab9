"""The simulated cohorts have the numbers they were declared to have. Expected values are the declared ones, most of
them published; a mean of replicates and a coefficient of one large draw may miss by four of their standard errors.
"""

from math import asin, pi, sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from python_stats.simulate import DEFAULT_SEED
from python_stats.simulate import calibration as known
from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.draws import Stream, cholesky, correlated, normal_quantile, pearson_of
from python_stats.simulate.latent import mixing
from python_stats.simulate.study import draw_cohort

REPLICATES = 200
LARGE = 40_000
ERRORS = 4.0


@pytest.fixture(scope="module")
def counts():
    """Counts of 200 studies of the published size, none of them with the default seed."""
    return np.array([list(count(draw_cohort(101, seed)).values()) for seed in range(REPLICATES)])


EXPECTED = {
    "responders": 84,
    "complete": 59,
    "durable": 40,
    "release": 12,
    "any_release": 94,
    "neurologic": 30,
    "any_neurologic": 65,
    "male": 68,
    "stage_3_4": 86,
    "ecog_1": 59,
    "three_lines": 70,
}


def count(cohort):
    outcomes, categories = cohort.outcomes, cohort.latent.categories
    return {
        "responders": outcomes.responder.sum(),
        "complete": outcomes.best_response.count("CR"),
        "durable": (outcomes.durable & outcomes.durable_evaluable).sum(),
        "release": (outcomes.crs_grade >= 3).sum(),
        "any_release": (outcomes.crs_grade >= 1).sum(),
        "neurologic": (outcomes.neurologic_grade >= 3).sum(),
        "any_neurologic": (outcomes.neurologic_grade >= 1).sum(),
        "male": categories["sex"].count("M"),
        "stage_3_4": categories["stage"].count("III") + categories["stage"].count("IV"),
        "ecog_1": categories["ecog"].count("1"),
        "three_lines": sum(int(lines) >= 3 for lines in categories["prior_lines"]),
    }


@pytest.fixture(scope="module")
def large():
    return draw_cohort(LARGE, 11)


@pytest.mark.parametrize("name", EXPECTED)
def test_counts_of_replicates_match_the_published_ones(counts, name):
    observed = counts[:, list(EXPECTED).index(name)]
    share = EXPECTED[name] / 101
    error = sqrt(101 * share * (1 - share) / REPLICATES)
    assert observed.mean() == pytest.approx(EXPECTED[name], abs=ERRORS * error)


def test_the_default_seed_is_near_in_every_count_it_was_chosen_by():
    chosen = count(draw_cohort(101, DEFAULT_SEED))
    assert all(
        abs(chosen[name] - EXPECTED[name]) <= 2
        for name in ("responders", "complete", "durable", "release", "neurologic")
    )


def test_whoever_is_missing_is_missing_as_published():
    cohort = draw_cohort(101, 3)
    sizes = {name: int(flags.sum()) for name, flags in cohort.latent.available.items()}
    both = cohort.latent.available["car_t"] & cohort.latent.available["tumor_burden"]
    assert (sizes["car_t"], int(both.sum())) == (98, 97)
    assert (sizes["product_phenotype"], sizes["deep_panel"], sizes["biopsy"]) == (82, 45, 36)
    assert int((~cohort.outcomes.not_assessed).sum()) == 100
    assert int(cohort.outcomes.durable_evaluable.sum()) == 96


@pytest.mark.parametrize(
    ("quantity", "field"),
    [(known.TUMOR_BURDEN, "tumor_burden"), (known.PEAK, "peak"), (known.DOUBLING_TIME, "doubling_time")],
)
def test_a_lognormal_has_its_median_and_spread(large, quantity, field):
    logs = np.log(getattr(large.latent, field))
    inside = (np.exp(logs) > quantity.low) & (np.exp(logs) < quantity.high)
    # The standard error of a median is 1.25 times that of a mean; clipping touches less than 3 % at the ends.
    assert np.median(logs) == pytest.approx(
        np.log(quantity.median), abs=ERRORS * 1.2533 * quantity.log_sd / sqrt(LARGE)
    )
    assert inside.mean() > 0.97
    spread = (np.quantile(logs, 0.75) - np.quantile(logs, 0.25)) / (2 * stats.norm.ppf(0.75))
    assert spread == pytest.approx(quantity.log_sd, rel=0.03)


def rank_correlation(first, second):
    return stats.spearmanr(first, second).statistic


@pytest.mark.parametrize("pair", known.CORRELATIONS, ids=lambda pair: f"{pair.first}-{pair.second}")
def test_latents_correlate_as_declared(large, pair):
    normals = large.latent.normals
    expected = pair.rho
    assert rank_correlation(normals[pair.first], normals[pair.second]) == pytest.approx(
        expected, abs=ERRORS / sqrt(LARGE)
    )


def test_published_coefficients_of_derived_quantities(large):
    latent = large.latent
    ratio = latent.peak / latent.tumor_burden
    lineages = latent.product["cd4"] / latent.product["cd8"]
    measured = {
        "doubling time, CCR7-CD45RA- (printed .4341)": rank_correlation(
            latent.doubling_time, latent.product["ccr7neg_cd45raneg"]
        ),
        "doubling time, CCR7+CD45RA+ (printed -.3837)": rank_correlation(
            latent.doubling_time, latent.product["ccr7pos_cd45rapos"]
        ),
        "CD4:CD8, peak (printed .1558)": rank_correlation(lineages, latent.peak),
        "CD4:CD8, ratio (printed -.0595)": rank_correlation(lineages, ratio),
        "ferritin, ratio (printed < -.3)": rank_correlation(latent.normals["ferritin"], ratio),
        "LDH, ratio (printed < -.3)": rank_correlation(latent.normals["ldh"], ratio),
    }
    targets = [0.4341, -0.3837, 0.1558, -0.0595, -0.33, -0.33]
    # What is derived is not declared itself, so the model gets .01 beside the error of the draw.
    assert list(measured.values()) == pytest.approx(targets, abs=0.01 + ERRORS / sqrt(LARGE))


def odds_per_sd(covariate, outcome):
    """Slope of a logistic regression on the standardised covariate, by Newton's method."""
    x = np.column_stack([np.ones(covariate.size), (covariate - covariate.mean()) / covariate.std()])
    beta = np.zeros(2)
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ beta))
        beta = beta + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (outcome - p))
    return beta[1]


def test_durable_response_depends_on_the_ratios_as_the_printed_quartiles_imply(large):
    latent, outcomes = large.latent, large.outcomes
    among, durable = outcomes.durable_evaluable, outcomes.durable.astype(float)
    ratio = np.log(latent.peak / latent.tumor_burden)
    cd8 = np.log(latent.viable_cells * latent.product["cd8"] / latent.tumor_burden)
    # 10 % to 60 % and 16 % to 58 % across quartiles imply log odds of 1.08 and 0.81 per SD.
    assert odds_per_sd(ratio[among], durable[among]) == pytest.approx(1.08, abs=0.08)
    assert odds_per_sd(cd8[among], durable[among]) == pytest.approx(0.81, abs=0.08)


def test_doubling_time_differs_between_responders_and_nonresponders_as_printed(large):
    days, responder = large.latent.doubling_time, large.outcomes.responder
    assert np.median(days[responder]) == pytest.approx(1.6, abs=0.03)
    assert np.median(days[~responder]) == pytest.approx(2.1, abs=0.10)


def test_deaths_within_a_year_are_near_the_published_forty(large):
    assert 101 * (large.outcomes.death_day <= 365).mean() == pytest.approx(40, abs=3)


# --- the machinery


def test_normal_quantile_is_the_normal_quantile():
    p = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 2001), [1e-300, 1e-30, 1e-12, 0.075, 0.925, 1 - 1e-12]])
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-12)


def test_uniform_draws_are_never_0_or_1():
    stream = Stream(1, "x")
    stream.generator = SimpleNamespace(random=lambda shape: np.array([0.0, 1.0 - 2.0**-53]))
    lowest, highest = stream.uniform(2)
    assert lowest > 0.0
    assert highest < 1.0


def test_pearson_of_inverts_the_closed_form_of_spearman():
    for rho in (-0.9, -0.3837, 0.0, 0.4341, 1.0):
        assert 6 / pi * asin(pearson_of(rho) / 2) == pytest.approx(rho)


def test_cholesky_is_that_of_numpy_and_refuses_what_does_not_fit():
    lower = np.array(mixing())
    assert lower == pytest.approx(np.linalg.cholesky(lower @ lower.T))
    with pytest.raises(ValueError, match="do not fit"):
        cholesky([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])


def test_correlated_is_the_matrix_product():
    lower, independent = mixing(), Stream(1, "x").normal(len(known.LATENTS), 50)
    assert np.array(correlated(independent, lower)) == pytest.approx(np.array(lower) @ independent)


def test_exactly_takes_that_many_of_those_that_qualify():
    among = np.arange(50) % 2 == 0
    chosen = Stream(1, "x").exactly(7, among)
    assert chosen.sum() == 7
    assert not (chosen & ~among).any()
    assert Stream(1, "x").exactly(60, among).sum() == 25


def test_every_declared_correlation_names_two_latents_once():
    pairs = [frozenset((pair.first, pair.second)) for pair in known.CORRELATIONS]
    assert len(set(pairs)) == len(pairs)
    assert set().union(*pairs) <= set(known.LATENTS)


def test_every_course_has_a_value_for_every_visit():
    visits = len(assays.SERUM_DAYS)
    assert {len(analyte.course) for analyte in assays.CYTOKINES + assays.CHEMISTRY} == {visits}
    assert {len(assays.SERUM_VISITS), len(assays.SERUM_JITTER), len(assays.SERUM_MISSING)} == {visits}
    assert {len(site.reporting) for site in assays.SITES} == {len(assays.CHEMISTRY)}
