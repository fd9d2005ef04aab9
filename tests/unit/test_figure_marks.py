"""Where marks, ticks and labels of a figure stand, and how they look."""

import numpy as np
import pytest

from python_stats.figures import style
from python_stats.figures.box_plot import quantile, whiskers
from python_stats.figures.panel import Axis
from python_stats.figures.plot import readable
from tests.made_up_report import sample

PEAK = Axis("Peak CAR T cells", "{cells}/uL", "log2")


def test_yes_and_no_look_the_same_wherever_they_stand():
    assert style.look(0, "no durable response") == style.look(3, "no") == style.LOOKS[2]
    assert style.look(0, "durable response") == style.LOOKS[0]
    assert style.look(1, "nonresponder") == style.LOOKS[1]


def test_negative_values_keep_the_axis_linear():
    assert not PEAK.placement([-1.0, 5.0]).is_log
    assert not Axis("x").placement([1.0, 5.0]).is_log
    assert PEAK.placement([1.0, 5.0]).is_log


@pytest.mark.parametrize("share", [0, 0.1, 0.25, 0.5, 0.75, 1])
@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_quantiles_are_those_of_type_7(share, n):
    """Expected: numpy's default, which is type 7."""
    values = sample(n)[0].tolist()
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-14)


def test_whiskers_reach_the_furthest_value_within_one_and_a_half_ranges():
    """By hand: quartiles 3 and 7, range 4, so from -3 to 13; 100 lies outside."""
    assert whiskers([1.0, 3.0, 5.0, 7.0, 100.0]) == (1.0, 7.0)


def test_points_of_similar_value_do_not_cover_each_other():
    offsets = style.spread([1.0] * 7 + [50.0], 0.36, is_log=False)
    assert len(set(offsets[:7])) == 7
    assert offsets[7] == 0
    assert max(map(abs, style.spread([1.0] * 500, 0.36, is_log=False))) <= 0.37
    assert style.spread([], 0.36, is_log=True) == []


@pytest.mark.parametrize(
    ("low", "high"), [(0.0001, 0.3), (1, 1000), (5, 6), (1e-9, 1e9), (0.9, 1.1), (30, 70), (300, 1400), (450, 1100)]
)
def test_logarithmic_ticks_are_few_and_inside(low, high):
    ticks = style.log_ticks(low, high)
    assert 3 <= len(ticks) <= 8
    assert all(low <= tick <= high for tick in ticks)


def test_labels_that_would_touch_are_left_out_and_their_strokes_stay():
    ticks = ((1.0, "5,000"), (2.0, "10,000"), (3.0, "20,000"))
    assert [label for _, label in readable(ticks, [10, 30, 60], 8)] == ["5,000", "", "20,000"]
    assert [label for _, label in readable(ticks, [10, 60, 110], 8)] == ["5,000", "10,000", "20,000"]
