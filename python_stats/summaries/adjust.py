"""P values adjusted for the tests beside them. A test without a P value is not a test: it is not counted."""

from collections.abc import Sequence

P = Sequence[float | None]


def holm(p_values: P) -> list[float | None]:
    """Holm's step-down adjustment, which bounds the chance of any false positive."""
    order = _ascending(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values: P) -> list[float | None]:
    """Benjamini and Hochberg's step-up adjustment, which bounds the share of false positives."""
    order = _ascending(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    lowest = 1.0
    for rank, (p, place) in reversed(list(enumerate(order, start=1))):
        lowest = min(lowest, len(order) / rank * p)
        adjusted[place] = lowest
    return adjusted


def _ascending(p_values: P) -> list[tuple[float, int]]:
    return sorted((p, place) for place, p in enumerate(p_values) if p is not None)
