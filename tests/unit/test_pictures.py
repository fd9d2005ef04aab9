"""The ticks of a drawing are numbers that a person reads, and no two of them are the same."""

import pytest

from cli.serve.pictures import Scale

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
