"""Logistic regression: closed forms of a 2x2 table, score equations, limits by their definition, separation."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.linalg import LinAlgError
from scipy.optimize import minimize_scalar
from statsmodels.discrete.discrete_model import Logit

from python_stats.regression.firth import firth
from python_stats.regression.logistic import CURVE_POINTS, curve, logistic, newton
from python_stats.regression.profile import profile_limit
from python_stats.regression.separation import separation, standardised
from tests.stats import twins
from tests.stats.samples import outcomes, spread, steady, tied

CHI_SQUARED_95 = 3.841458820694124


def two_by_two(a, b, c, d):
    """Exposed with and without the event, then not exposed with and without."""
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    y = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    return x, y


cells = st.integers(min_value=1, max_value=30)


@given(cells, cells, cells, cells)
@steady
def test_a_two_by_two_table_has_closed_forms(a, b, c, d):
    """Slope log(ad/bc), Woolf's standard error, and the G statistic as the likelihood ratio."""
    model = logistic(*two_by_two(a, b, c, d))
    n = a + b + c + d
    margins = [((a + b), (a + c)), ((a + b), (b + d)), ((c + d), (a + c)), ((c + d), (b + d))]
    g = 2 * sum(o * math.log(o * n / (r * k)) for o, (r, k) in zip((a, b, c, d), margins, strict=True))
    assert model.fit.slope / model.sd == pytest.approx(math.log(a * d / (b * c)), rel=1e-9, abs=1e-9)
    assert model.fit.standard_error / model.sd == pytest.approx(math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), rel=1e-9)
    assert model.likelihood_ratio == pytest.approx(g, rel=1e-9, abs=1e-9)
    assert model.p_likelihood_ratio == pytest.approx(math.erfc(math.sqrt(max(0, g) / 2)), rel=1e-6, abs=1e-9)


def test_a_published_example():
    """Hosmer and Lemeshow 2000, table 1.3: CHD on age; slope .111, standard error .0241, LR 29.31 (100 subjects)."""
    model = logistic(AGE, CHD)
    assert round(model.fit.slope / model.sd, 3) == 0.111
    assert round(model.fit.standard_error / model.sd, 4) == 0.0241
    assert round(model.likelihood_ratio, 2) == 29.31
    assert round(model.fit.log_likelihood, 3) == -53.677


def test_the_odds_ratio_of_the_same_example_per_standard_deviation_and_its_curve():
    """At the mean age of 44.38 the fitted log odds are -5.309 + 0.1109 * 44.38 (the book's table 1.3)."""
    model = logistic(AGE, CHD)
    assert model.fit.intercept == pytest.approx(-5.309 + 0.1109 * AGE.mean(), abs=3e-3)
    points, probability, low, high = curve(AGE, model.fit)
    assert len(points) == CURVE_POINTS and (points[0], points[-1]) == (AGE.min(), AGE.max())
    assert ((low < probability) & (probability < high) & (low > 0) & (high < 1)).all()
    assert (np.diff(probability) > 0).all()


def fitted(both):
    """A model that could be fitted, or the example is passed over."""
    model = logistic(*both)
    assume(model.status == "ok")
    return model


@given(outcomes(fewest=6))
@steady
def test_the_score_equations_hold(both):
    """The maximum is where residuals sum to nothing, alone and times the covariate."""
    x, y = both
    model = fitted(both)
    z = standardised(x)
    residual = y - 1 / (1 + np.exp(-(model.fit.intercept + model.fit.slope * z)))
    assert abs(residual.sum()) < 1e-7 and abs((residual * z).sum()) < 1e-7


@given(outcomes(fewest=6))
@steady
def test_the_profile_limits_are_where_the_likelihood_ratio_is_at_its_quantile(both):
    x, y = both
    model = fitted(both)
    z = standardised(x)
    for limit in (model.profile.low, model.profile.high):
        best = minimize_scalar(
            lambda intercept, limit=limit: -twins.log_likelihood(z, y, intercept, limit),
            bounds=(-abs(limit) * 8 - 20, abs(limit) * 8 + 20),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert 2 * (model.fit.log_likelihood + best.fun) == pytest.approx(CHI_SQUARED_95, rel=1e-6)
    assert model.profile.low < model.fit.slope < model.profile.high


@given(outcomes(fewest=6))
@steady
def test_calling_the_event_its_opposite_turns_the_slope(both):
    x, y = both
    one, other = fitted(both), logistic(x, 1 - y)
    assert other.fit.slope == pytest.approx(-one.fit.slope, rel=1e-7, abs=1e-9)
    assert other.p_wald == pytest.approx(one.p_wald, rel=1e-7)
    assert other.p_likelihood_ratio == pytest.approx(one.p_likelihood_ratio, rel=1e-6, abs=1e-9)


@given(outcomes(fewest=6, x=spread), st.sampled_from([1e-6, 0.5, 1e9]))
@steady
def test_the_unit_of_the_covariate_does_not_matter_on_either_scale(both, unit):
    """Per standard deviation for a change of unit; per doubling, because a unit is then only added to log2."""
    x, y = both
    one = fitted(both)
    assert logistic(x * unit, y).p_wald == pytest.approx(one.p_wald, rel=1e-6)
    doubling, other = logistic(np.log2(x), y), logistic(np.log2(x * unit), y)
    assume(doubling.status == "ok")
    assert other.fit.slope / other.sd == pytest.approx(doubling.fit.slope / doubling.sd, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(
    ("x", "y", "direction", "boundary"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1, None),
        ([1, 2, 3, 4], [1, 1, 0, 0], -1, None),
        ([1, 2, 2, 3], [0, 0, 1, 1], 1, 2),
        ([0, 0, 1, 1], [0, 1, 1, 1], 1, 0),
        ([0, 0, 1, 1], [0, 0, 0, 1], 1, 1),
        ([0, 0, 1, 1], [1, 1, 1, 0], -1, 1),
    ],
)
def test_separation_is_seen_in_the_data(x, y, direction, boundary):
    found = separation(np.array(x, dtype=float), np.array(y, dtype=float))
    assert (found.direction, found.boundary) == (direction, boundary)


def test_overlap_in_more_than_a_point_is_no_separation():
    assert separation(np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 0, 1])) is None


@given(outcomes())
@steady
def test_an_estimate_exists_exactly_when_nothing_is_separated(both):
    """Albert and Anderson 1984: the maximum likelihood estimate exists if and only if the classes overlap."""
    x, y = both
    model = logistic(x, y)
    assume(model.status in ("ok", "separated"))
    ones, zeros = x[y == 1], x[y == 0]
    overlap = ones.min() < zeros.max() and zeros.min() < ones.max()
    assert (model.status == "ok") == overlap == (model.fit is not None) == (model.p_wald is not None)


def test_complete_separation_keeps_the_likelihood_ratio():
    """The supremum is 0, so the ratio is the null deviance: 8 log 2 * 2 for 4 of 8."""
    model = logistic(np.arange(8.0), np.repeat([0.0, 1.0], 4))
    assert (model.status, model.fit, model.p_wald) == ("separated", None, None)
    assert model.likelihood_ratio == pytest.approx(16 * math.log(2), rel=1e-12)
    assert "complete separation: events lie above" in model.note


def test_quasi_complete_separation_keeps_the_likelihood_ratio():
    """R: anova(glm(y ~ x, binomial), test = "LRT") of a 2x2 table with one empty cell is its G statistic."""
    model = logistic(*two_by_two(5, 0, 4, 6))
    g = 2 * (5 * math.log(15 / 9) + 4 * math.log(4 * 15 / (10 * 9)) + 6 * math.log(6 * 15 / (10 * 6)))
    assert model.status == "separated" and model.note.startswith("quasi-complete")
    assert model.likelihood_ratio == pytest.approx(g, rel=1e-12)


@given(outcomes(x=tied))
@steady
def test_the_likelihood_of_separated_data_is_reached_by_a_steep_slope(both):
    """The closed form is the limit of what any fit would climb to: a cliff of 50 log odds beside the boundary."""
    x, y = both
    model = logistic(x, y)
    assume(model.status == "separated")
    apart = separation(x, y)
    turned = apart.direction * x
    middle = (turned[y == 1].min() + turned[y == 0].max()) / 2
    on_it = y[turned == middle]
    share = on_it.mean() if len(on_it) else 0.5
    reached = twins.log_likelihood(turned - middle, y, math.log(share / (1 - share)), 100.0)
    null = twins.log_likelihood(x, y, math.log(y.mean() / (1 - y.mean())), 0.0)
    assert 2 * (reached - null) == pytest.approx(model.likelihood_ratio, abs=1e-9)


@pytest.mark.parametrize("turned", [1, -1])
def test_separated_data_still_say_how_weak_the_effect_can_be(turned):
    """One limit is finite: at it, the best likelihood is 1.92 below the supremum of 0."""
    x, y = np.arange(12.0), np.repeat([0.0, 1.0], 6)
    model = logistic(turned * x, y)
    limit = model.profile.low if turned > 0 else model.profile.high
    assert (model.profile.high if turned > 0 else model.profile.low) is None
    assert limit * turned > 0
    z = standardised(turned * x)
    best = minimize_scalar(lambda a: -twins.log_likelihood(z, y, a, limit), bounds=(-50, 50), method="bounded")
    assert 2 * best.fun == pytest.approx(CHI_SQUARED_95, rel=1e-6)


@pytest.mark.parametrize(
    ("x", "y", "status"),
    [
        ([], [], "too_few"),
        ([1.0], [1.0], "too_few"),
        ([1.0, 2.0, 3.0], [0.0, 1.0, 0.0], "too_few"),
        ([1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0], "constant"),
        ([1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0], "constant"),
        ([2.0, 2.0, 2.0, 2.0], [0.0, 1.0, 0.0, 1.0], "constant"),
    ],
)
def test_what_cannot_be_fitted_says_why(x, y, status):
    model = logistic(np.array(x), np.array(y))
    assert (model.status, model.fit, model.p_likelihood_ratio) == (status, None, None)
    assert model.note


def test_a_far_outlier_does_not_throw_the_fit_off():
    """Subjects 2^10 times further out, whose probability is nil, leave the slope where it was; Newton alone is lost."""
    y = np.zeros(24)
    y[2] = 1
    x = 2.0 ** np.arange(24)
    assert newton(standardised(x), y) is None
    near, far = logistic(x[:14], y[:14]), logistic(x, y)
    assert far.fit.slope / far.sd == pytest.approx(near.fit.slope / near.sd, rel=1e-9)
    assert far.p_wald == pytest.approx(near.p_wald, rel=1e-9)


@given(cells, cells, cells, cells)
@steady
def test_firth_of_a_two_by_two_table_adds_one_half_to_each_cell(a, b, c, d):
    """The penalised fit of a saturated model has a closed form: Heinze and Schemper 2002, section 2."""
    x, y = two_by_two(a - 1, b, c, d)
    assume(len(x) >= 4 and 0 < y.sum() < len(y) and np.ptp(x) > 0)
    found = firth(standardised(x), y)
    expected = math.log((a - 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    assert found.slope / np.std(x, ddof=1) == pytest.approx(expected, rel=1e-8, abs=1e-8)


@given(outcomes(fewest=6))
@settings(steady, max_examples=25)
def test_firth_always_has_a_value_within_its_limits(both):
    x, y = both
    assume(logistic(x, y).status in ("ok", "separated"))
    found = firth(standardised(x), y)
    assert found.interval.low < found.slope < found.interval.high
    assert (found.p_value < 0.05) == (found.interval.low > 0 or found.interval.high < 0)


def refuses(*_args, **_options):
    raise LinAlgError


@pytest.mark.parametrize("lost", [{"newton": lambda *_args, **_options: None}, {"best_slope": lambda *_args: None}])
def test_a_fit_that_is_never_found_is_a_status(monkeypatch, lost):
    """Neither happens to real data that we know of; should it, nobody sees a half-finished estimate."""
    monkeypatch.setattr(Logit, "fit", refuses)
    for name, replacement in lost.items():
        monkeypatch.setattr(f"python_stats.regression.logistic.{name}", replacement)
    model = logistic(AGE, CHD)
    assert (model.status, model.fit, model.p_likelihood_ratio) == ("failed", None, None)
    assert model.note == "the fit did not converge"


def test_a_likelihood_that_never_falls_has_no_limit():
    assert profile_limit(lambda slope: -1 / (1 + slope), 0.0, 0.0, 1.0) is None


# Hosmer and Lemeshow 2000, table 1.1: (age, subjects, with coronary heart disease).
AGES = (
    (20, 1, 0), (23, 1, 0), (24, 1, 0), (25, 2, 1), (26, 2, 0), (28, 2, 0), (29, 1, 0), (30, 6, 1), (32, 2, 0),
    (33, 2, 0), (34, 5, 1), (35, 2, 0), (36, 3, 1), (37, 3, 1), (38, 2, 0), (39, 2, 1), (40, 2, 1), (41, 2, 0),
    (42, 4, 1), (43, 3, 1), (44, 4, 2), (45, 2, 1), (46, 2, 1), (47, 3, 1), (48, 3, 2), (49, 3, 1), (50, 2, 1),
    (51, 1, 0), (52, 2, 1), (53, 2, 2), (54, 1, 1), (55, 3, 2), (56, 3, 3), (57, 6, 4), (58, 3, 2), (59, 2, 2),
    (60, 2, 1), (61, 1, 1), (62, 2, 2), (63, 1, 1), (64, 2, 1), (65, 1, 1), (69, 1, 1),
)  # fmt: skip
AGE = np.concatenate([np.repeat(float(age), n) for age, n, _ in AGES])
CHD = np.concatenate([np.repeat([1.0, 0.0], [events, n - events]) for _, n, events in AGES])
