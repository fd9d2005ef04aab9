"""Quartiles, exact intervals and adjustments: closed forms, the paper's rates, twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_stats.summaries.adjust import benjamini_hochberg, holm
from python_stats.summaries.intervals import bonett_wright, clopper_pearson
from python_stats.summaries.quartiles import cut_points, quarter_of, quartiles_of_events, quartiles_of_numbers
from tests.stats import twins
from tests.stats.samples import numbers, outcomes, steady

p_values = st.lists(st.integers(min_value=0, max_value=1000).map(lambda part: part / 1000), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [
        (4, 25, 0.0454, 0.3608),  # Locke 2020: 16 % in the lowest quartile, R's binom.test
        (14, 24, 0.3664, 0.7789),  # Locke 2020: 58 % in the highest quartile, R's binom.test
        (0, 10, 0.0, 0.3085),  # 1 - 0.025^(1/10)
        (10, 10, 0.6915, 1.0),
    ],
)
def test_clopper_pearson_of_known_rates(events, n, low, high):
    interval = clopper_pearson(events, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(min_value=1, max_value=40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@steady
def test_clopper_pearson_leaves_two_and_a_half_percent_on_each_side(counts):
    events, n = counts
    interval = clopper_pearson(events, n)
    if events > 0:
        assert twins.binomial_tail(events, n, interval.low) == pytest.approx(0.025, rel=1e-9)
    if events < n:
        assert 1 - twins.binomial_tail(events + 1, n, interval.high) == pytest.approx(0.025, rel=1e-9)


def test_nobody_has_no_rate():
    assert clopper_pearson(0, 0).low is None


@pytest.mark.parametrize(("rho", "n"), [(0.5, 3), (1.0, 20), (-1.0, 20)])
def test_no_interval_of_rho_where_it_is_undefined(rho, n):
    assert bonett_wright(rho, n).low is None


@given(st.lists(numbers, min_size=4, max_size=20))
@steady
def test_quarters_are_type_7_and_right_closed(values):
    expected = [twins.quarter(value, values) for value in values]
    assert quarter_of(np.array(values)).tolist() == expected
    assert cut_points(np.array(values))[1] == pytest.approx(float(twins.quantile(values, 0.25)), rel=1e-12, abs=1e-12)


@given(st.lists(numbers, min_size=4, max_size=20))
@steady
def test_equal_values_stay_together_and_order_is_kept(values):
    x = np.array(values)
    quarters = quarter_of(x)
    assert all(quarters[i] <= quarters[j] for i in range(len(x)) for j in range(len(x)) if x[i] <= x[j])


def test_the_papers_quartile_rates():
    """97 subjects in quartiles of 25, 24, 24, 24, with 4 of 25 and 14 of 24 responders: 16 % and 58 % (Locke 2020)."""
    x = np.arange(1.0, 98)
    y = np.zeros(97)
    y[:4] = y[-14:] = 1
    quarters = quartiles_of_events(x, y)
    assert [quarter.n for quarter in quarters] == [25, 24, 24, 24]
    assert [round(100 * quarter.rate) for quarter in quarters] == [16, 0, 0, 58]


def test_ties_make_unequal_and_empty_quarters_which_are_reported():
    """R: table(cut(mtcars$carb, quantile(mtcars$carb), include.lowest = TRUE)) has groups of 17, 0, 13, 2."""
    carburettors = np.repeat([1.0, 2, 3, 4, 6, 8], [7, 10, 3, 10, 1, 1])
    quarters = quartiles_of_events(carburettors, np.zeros(32))
    assert [quarter.n for quarter in quarters] == [17, 0, 13, 2]
    assert quarters[1].rate is None and quarters[1].rate_ci_low is None


@given(outcomes())
@steady
def test_quarters_lose_nobody(both):
    x, y = both
    quarters = quartiles_of_events(x, y)
    assert sum(quarter.n for quarter in quarters) == len(x)
    assert sum(quarter.n_events for quarter in quarters) == y.sum()
    assert quarters[0].x_low == x.min() and quarters[3].x_high == x.max()


def test_the_spread_of_a_measured_outcome():
    """Four groups of four: medians by hand."""
    x = np.arange(16.0)
    first = quartiles_of_numbers(x, x * 10)[0]
    assert (first.n, first.y_q1, first.y_median, first.y_q3) == (4, 7.5, 15.0, 22.5)


@pytest.mark.parametrize("n", range(4))
def test_fewer_than_four_are_not_quartered(n):
    assert quartiles_of_events(np.arange(n, dtype=float), np.zeros(n)) == ()


def test_an_empty_quarter_has_no_median():
    quarters = quartiles_of_numbers(np.ones(8), np.arange(8.0))
    assert [quarter.n for quarter in quarters] == [8, 0, 0, 0]
    assert quarters[3].y_median is None


@given(p_values)
@steady
def test_adjustments_are_their_definitions(values):
    assert holm(values) == pytest.approx(twins.holm(values), rel=1e-12)
    assert benjamini_hochberg(values) == pytest.approx(twins.benjamini_hochberg(values), rel=1e-12)


def test_a_published_adjustment():
    """Benjamini and Hochberg 1995, section 3.2: 15 P values; 4 are rejected at q = .05, Bonferroni's Holm rejects 3."""
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    values += [0.6528, 0.7590, 1.0]
    assert sum(q <= 0.05 for q in benjamini_hochberg(values)) == 4
    assert sum(p <= 0.05 for p in holm(values)) == 3


def test_a_missing_p_value_is_not_counted_as_a_test():
    """statsmodels' multipletests counts it: .01 of two tests would become .03."""
    assert holm([0.01, None, 0.04]) == [0.02, None, 0.04]
    assert benjamini_hochberg([0.01, None, 0.04]) == [0.02, None, 0.04]
    assert holm([None]) == [None] and benjamini_hochberg([]) == []
