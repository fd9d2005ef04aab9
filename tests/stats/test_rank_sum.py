"""Wilcoxon's rank-sum test, its shift and its area: a published example, twins that count pairs, invariances."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from python_stats.methods.rank_sum import area, rank_biserial, rank_sum
from python_stats.summaries.roc import auc, delong
from tests.stats import twins
from tests.stats.samples import numbers, steady, tied

group = st.lists(numbers, min_size=2, max_size=9)


def test_a_published_example():
    """Hollander and Wolfe 1973, p. 69, as in R's ?wilcox.test: W = 35, shift .305, interval (-.15, .76)."""
    term = np.array([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])
    early = np.array([1.15, 0.88, 0.90, 0.74, 1.21])
    found = rank_sum(term, early)
    assert (found.w, auc(term, early)) == (35, 0.7)
    assert found.shift == pytest.approx(0.305)
    assert (found.interval.low, found.interval.high) == (pytest.approx(-0.15), pytest.approx(0.76))


@given(group, group)
@steady
def test_w_p_and_shift_are_their_definitions(first, second):
    assume(len(set(first + second)) > 1)
    found = rank_sum(np.array(first), np.array(second))
    assert found.w == twins.pairs_won(first, second)
    assert found.p_value == pytest.approx(twins.rank_sum_p(first, second), rel=1e-9)
    assert found.shift == pytest.approx(twins.hodges_lehmann(first, second), abs=1e-12)


@given(st.lists(tied, min_size=4, max_size=8), st.lists(tied, min_size=4, max_size=8))
@steady
def test_the_interval_holds_the_shifts_the_test_does_not_reject(first, second):
    assume(len(set(first + second)) > 1)
    found = rank_sum(np.array(first), np.array(second))
    expected = twins.shifts_not_rejected(first, second)
    assume(expected is not None and found.interval.low is not None)
    assert (found.interval.low, found.interval.high) == expected


@given(group, group, st.integers(min_value=-40, max_value=40))
@steady
def test_moving_a_group_moves_the_shift_and_its_interval(first, second, step):
    before = rank_sum(np.array(first), np.array(second))
    after = rank_sum(np.array(first) + step, np.array(second))
    assume(before.status == after.status == "ok")
    assert after.shift == pytest.approx(before.shift + step, abs=1e-9)
    if before.interval.low is not None:
        assert after.interval.low == pytest.approx(before.interval.low + step, abs=1e-9)


@given(group, group)
@steady
def test_swapping_the_groups_turns_the_shift_and_keeps_p(first, second):
    one, other = rank_sum(np.array(first), np.array(second)), rank_sum(np.array(second), np.array(first))
    assume(one.status == "ok")
    assert other.p_value == pytest.approx(one.p_value, rel=1e-9)
    assert other.shift == pytest.approx(-one.shift, abs=1e-12)
    if one.interval.low is not None:
        assert (other.interval.low, other.interval.high) == (-one.interval.high, -one.interval.low)


@given(group, group)
@steady
def test_the_area_counts_pairs_and_its_interval_is_delongs(high, low):
    pairs = len(high) * len(low)
    assert auc(np.array(high), np.array(low)) == pytest.approx(twins.pairs_won(high, low) / pairs, abs=1e-12)
    interval, variance = delong(np.array(high), np.array(low)), twins.delong_variance(high, low)
    area = twins.pairs_won(high, low) / pairs
    if variance > 1e-12:
        assert interval.low == pytest.approx(max(0, area - 1.959963984540054 * variance**0.5), abs=1e-9)
        assert interval.high == pytest.approx(min(1, area + 1.959963984540054 * variance**0.5), abs=1e-9)
    else:
        assert interval.low is None


@pytest.mark.parametrize(("first", "second"), [([], []), ([1.0], []), ([1.0, 2, 3, 4], []), ([1.0, 2], [3.0])])
def test_too_few(first, second):
    found = rank_sum(np.array(first), np.array(second))
    assert (found.status, found.p_value, found.shift) == ("too_few", None, None)


def test_all_tied_is_undefined():
    assert rank_sum(np.ones(4), np.ones(3)).status == "constant"


def test_two_against_two_have_a_p_value_but_no_interval_of_95_percent():
    """No shift at all would be rejected; R warns and prints the range of the differences."""
    found = rank_sum(np.array([1.0, 2]), np.array([3.0, 4]))
    assert found.status == "ok" and found.interval.low is None and "interval" in found.note


@given(group, group)
@steady
def test_the_rank_biserial_correlation_is_pairs_won_less_pairs_lost(first, second):
    row = rank_biserial(area("a vs b", np.array(first), np.array(second)))
    won = sum((one > other) - (one < other) for one in first for other in second)
    assert row.estimate == pytest.approx(won / (len(first) * len(second)), abs=1e-12)
    assert row.ci_low is None or -1 <= row.ci_low <= row.estimate <= row.ci_high <= 1
