"""A rank among all differences of two groups, found without having them all: the very one that sorting them finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_stats.methods.rank_sum import rank_sum
from python_stats.summaries.differences import MOST_AT_HAND, Differences
from tests.stats.samples import steady

NUMBERS = st.one_of(
    st.integers(-3, 3).map(float), st.floats(-1e6, 1e6), st.sampled_from([0.1, 0.2, 0.3, 0.7, 1e-9, 1e9, 1e9 + 0.1])
)
GROUPS = st.lists(NUMBERS, min_size=1, max_size=30).map(np.array)


@given(GROUPS, GROUPS, st.integers(1, 40))
@settings(steady)
def test_every_rank_is_that_of_sorting(first, second, most):
    """With many ties, and with values whose differences are rounded."""
    by_sorting = np.sort(np.subtract.outer(first, second), axis=None)
    found = Differences(first, second, most=most)
    assert [found.at(place) for place in range(found.count)] == by_sorting.tolist()
    assert found.median() == pytest.approx(np.median(by_sorting))


@pytest.mark.parametrize("digits", [1, 15])
def test_large_groups_are_as_exact(digits):
    draw = np.random.default_rng(20261122)
    first, second = (np.round(draw.lognormal(1, 1, size), digits) for size in (3_001, 2_500))
    assert len(first) * len(second) > MOST_AT_HAND
    by_sorting = np.sort(np.subtract.outer(first, second), axis=None)
    found = Differences(first, second)
    places = [0, 1, 1_234_567, found.count // 2, found.count - 1]
    assert [found.at(place) for place in places] == by_sorting[places].tolist()


def test_a_registry_is_compared_in_the_memory_of_a_trial():
    """All differences of 200,000 subjects would take 80 GB. The two groups are the same but for a known shift."""
    draw = np.random.default_rng(20261122)
    half = draw.normal(size=100_000)
    found = rank_sum(half + 0.5, half)
    assert found.shift == pytest.approx(0.5, abs=1e-6)
    assert found.interval.low < 0.5 < found.interval.high
    assert found.interval.high - found.interval.low < 0.05
