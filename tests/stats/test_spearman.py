"""Spearman: the paper's own triples, published examples, exact twins, and what must not change it."""

import numpy as np
import pytest
from hypothesis import assume, given

from python_stats.methods.spearman import p_of, spearman, t_of
from tests.stats import twins
from tests.stats.samples import pairs, steady


def p(rho, n):
    return p_of(t_of(rho, n), n)


@pytest.mark.parametrize(
    ("rho", "n", "printed"),
    [
        (0.1558, 98, 0.1255),  # Locke 2020, CD4:CD8 ratio and peak
        (-0.2236, 97, 0.0277),  # Locke 2020
    ],
)
def test_the_paper_printed_the_t_approximation(rho, n, printed):
    assert round(p(rho, n), 4) == printed


def test_the_third_printed_p_value_is_right_within_the_rounding_of_rho():
    """Locke 2020 prints R = -.0595, P = .5628, n = 97; R = -.0595 exactly would give .5626."""
    assert round(p(-0.0595, 97), 4) == 0.5626
    assert p(-0.05955, 97) < 0.5628 < p(-0.05945, 97)


def test_a_published_example():
    """Hollander and Wolfe 1973, p. 185, as in R's ?cor.test: tuna lightness and panel scores; S = 48, n = 9."""
    x = np.array([44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1])
    y = np.array([2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8])
    assert spearman(x, y).rho == pytest.approx(1 - 6 * 48 / (9**3 - 9), rel=1e-12)


@given(pairs(fewest=4))
@steady
def test_rho_is_pearsons_correlation_of_the_ranks(both):
    x, y = both
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    assert spearman(x, y).rho == pytest.approx(twins.rho(x.tolist(), y.tolist()), abs=1e-12)


@given(pairs(fewest=4))
@steady
def test_only_the_ranks_matter(both):
    x, y = both
    before, after = spearman(x, y), spearman(np.exp(x / 100), y**3)
    assert (before.rho, before.p_value, before.interval) == (after.rho, after.p_value, after.interval)


@given(pairs(fewest=4))
@steady
def test_turning_one_variable_turns_the_sign(both):
    x, y = both
    before, after = spearman(x, y), spearman(-x, y)
    assert before.status == after.status
    if before.rho is not None:
        assert after.rho == pytest.approx(-before.rho, abs=1e-12)
        assert after.p_value == pytest.approx(before.p_value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("n", [4, 7, 50])
def test_perfect_agreement_is_exactly_one_without_an_interval(direction, n):
    x = np.linspace(1, 2, n)
    found = spearman(x, direction * x**3)
    assert (found.rho, found.p_value, found.status) == (direction, 0.0, "ok")
    assert found.interval.low is None and found.statistic is None and "perfectly" in found.note


@pytest.mark.parametrize("n", range(4))
def test_fewer_than_four_subjects_are_not_tested(n):
    found = spearman(np.arange(n, dtype=float), np.arange(n, dtype=float))
    assert (found.status, found.rho, found.p_value, found.n) == ("too_few", None, None, n)


@pytest.mark.parametrize("swap", [False, True])
def test_a_constant_has_no_correlation(swap):
    constant, other = np.ones(6), np.arange(6.0)
    found = spearman(*((other, constant) if swap else (constant, other)))
    assert (found.status, found.rho, found.p_value) == ("constant", None, None)


def test_the_interval_is_wider_than_fishers_and_holds_rho():
    """Bonett and Wright's variance is Fisher's 1 / (n - 3) times 1 + rho^2 / 2."""
    x = np.arange(30.0)
    found = spearman(x, np.where(x < 20, x, 40 - x))
    low, high = found.interval.low, found.interval.high
    assert low < found.rho < high
    half = (np.arctanh(high) - np.arctanh(low)) / 2
    assert half == pytest.approx(1.959963984540054 * np.sqrt((1 + found.rho**2 / 2) / 27), rel=1e-12)
