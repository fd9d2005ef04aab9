"""How the top of a likelihood is climbed to: a step that leads down is halved until it does not."""

from collections.abc import Callable

from python_stats.contract.sample import Numbers

STEPS = 200
FITTED_TO = 1e-12
HALVINGS = 30

# The height of a place where there is none, or that no climb settled at: far below any other, and still a number.
UNREACHED = -1e9


def uphill(
    height_at: Callable[[Numbers], float], place: Numbers, step: Numbers, height: float
) -> tuple[Numbers, float]:
    """The end of a step and its height."""
    for halving in range(HALVINGS):
        end = place + step * 0.5**halving
        reached = height_at(end)
        # At the top the last digits of a sum go up and down by themselves.
        if reached >= height - 1e-12 * (1 + abs(height)):
            return end, reached
    return place + step * 0.5**HALVINGS, height
