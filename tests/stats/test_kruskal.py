"""Kruskal-Wallis and Dunn: a published table, twins that count, and what must not change them."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from python_stats.methods.kruskal import dunn, kruskal_wallis
from tests.stats import twins
from tests.stats.samples import numbers, steady

LEVELS = ("durable", "relapsed", "none")

three_groups = st.tuples(*[st.lists(numbers, min_size=1, max_size=8)] * 3)


def named(lists):
    return {level: np.array(values, dtype=float) for level, values in zip(LEVELS, lists, strict=True)}


def not_all_equal(lists):
    everybody = [value for group in lists for value in group]
    return len(everybody) >= 4 and len(set(everybody)) > 1


def test_a_published_example():
    """Hollander and Wolfe 1973, p. 116, as in R's ?kruskal.test: mucociliary efficiency; H = 0.77143, P = 0.68."""
    found = kruskal_wallis(
        {
            "normal": np.array([2.9, 3.0, 2.5, 2.6, 3.2]),
            "obstructive": np.array([3.8, 2.7, 4.0, 2.4]),
            "asbestosis": np.array([2.8, 3.4, 3.7, 2.2, 2.0]),
        }
    )
    assert round(found.h, 5) == 0.77143
    assert round(found.p_value, 2) == 0.68


@given(three_groups)
@steady
def test_h_and_z_are_their_textbook_formulas(lists):
    assume(not_all_equal(lists))
    everybody = [value for group in lists for value in group]
    assert kruskal_wallis(named(lists)).h == pytest.approx(twins.kruskal_h(lists), rel=1e-9, abs=1e-9)
    by_name = dict(zip(LEVELS, lists, strict=True))
    for contrast in dunn(named(lists)):
        first, second = (by_name[level] for level in contrast.pair)
        assert contrast.z == pytest.approx(twins.dunn_z(first, second, everybody), rel=1e-9, abs=1e-9)


@given(three_groups)
@steady
def test_only_the_ranks_matter(lists):
    before, after = (dunn(named(groups)) for groups in (lists, [np.exp(np.array(group) / 100) for group in lists]))
    assert before == after


@given(three_groups)
@steady
def test_the_order_of_the_levels_only_turns_signs(lists):
    before = {frozenset(contrast.pair): contrast for contrast in dunn(named(lists))}
    turned = dict(reversed(named(lists).items()))
    for contrast in dunn(turned):
        other = before[frozenset(contrast.pair)]
        assert contrast.pair == other.pair[::-1] and contrast.status == other.status
        if contrast.z is not None:
            assert contrast.z == pytest.approx(-other.z, abs=1e-9)
            assert contrast.p_holm == pytest.approx(other.p_holm, rel=1e-9)


def test_two_groups_without_ties_are_the_rank_sum_test_without_continuity():
    """H is then z squared, and Dunn's z is that z: three names of one number."""
    groups = {"a": np.array([1.0, 4, 6, 9, 11]), "b": np.array([2.0, 3, 5, 7, 8, 10, 12])}
    (contrast,) = dunn(groups)
    assert contrast.z**2 == pytest.approx(kruskal_wallis(groups).h, rel=1e-12)
    assert contrast.p_value == pytest.approx(kruskal_wallis(groups).p_value, rel=1e-12)


def test_an_empty_level_is_left_out_and_said():
    groups = {"a": np.array([1.0, 2, 3]), "b": np.array([]), "c": np.array([4.0, 5, 6])}
    without = {level: values for level, values in groups.items() if level != "b"}
    found = kruskal_wallis(groups)
    assert (found.h, found.p_value) == (kruskal_wallis(without).h, kruskal_wallis(without).p_value)
    assert found.note == "nobody in b"
    contrasts = {contrast.pair: contrast for contrast in dunn(groups)}
    assert [contrasts[pair].status for pair in contrasts] == ["too_few", "ok", "too_few"]
    assert contrasts["a", "c"].p_holm == contrasts["a", "c"].p_value


def test_all_tied_is_undefined():
    """R's kruskal.test gives NaN; we say why."""
    groups = {level: np.ones(3) for level in LEVELS}
    assert kruskal_wallis(groups).status == "constant"
    assert {(contrast.status, contrast.p_value) for contrast in dunn(groups)} == {("constant", None)}


@pytest.mark.parametrize("sizes", [(0, 0, 0), (1, 0, 0), (1, 1, 1), (5, 0, 0)])
def test_too_few(sizes):
    groups = {level: np.arange(size, dtype=float) for level, size in zip(LEVELS, sizes, strict=True)}
    assert kruskal_wallis(groups).status == "too_few"
    assert {(contrast.status, contrast.z) for contrast in dunn(groups)} == {("too_few", None)}
