"""The ticks of a drawing are numbers that a person reads, and no two of them are the same."""

import pytest

from cli.serve.pictures import Scale, curve, scatter

TICKS = {
    (0, 101): [0, 50, 100],
    (-0.25, 0.3): [-0.2, 0, 0.2],
    (0, 0.3): [0, 0.1, 0.2, 0.3],
    (0, 3e-12): [0, 1e-12, 2e-12, 3e-12],
    (1e15, 1.3e15): [1e15, 1.1e15, 1.2e15, 1.3e15],
    (5, 5): [5],
}


@pytest.mark.parametrize(("low", "high"), TICKS)
def test_ticks_stand_at_round_numbers(low, high):
    assert Scale(low, high, False, 0, 100).ticks() == TICKS[low, high]


def test_both_axes_of_a_scatter_say_when_they_are_logarithmic():
    across, up = Scale(1, 9, False, 74, 704), Scale(1, 900, True, 310, 24)
    drawn = scatter([(1.0, 900.0, 1), (9.0, 1.0, 1)], across, up, ("IL-15", "Peak"))
    assert ">Peak, logarithmic</text>" in drawn
    assert ">IL-15</text>" in drawn


@pytest.mark.parametrize(
    ("levels", "named"),
    [
        ((5.0, 900.0, 40.0), "Level, logarithmic"),
        ((5.0, 900.0, 0.0), "Level, logarithmic, zero at its foot"),
        ((5.0, 90.0, 0.0), "Level"),
    ],
)
def test_a_course_says_when_it_is_logarithmic_and_where_zero_is_then(levels, named):
    drawn = curve(list(enumerate(levels)), Scale(0, 2, False, 64, 704), "Level")
    assert f">{named}</text>" in drawn
