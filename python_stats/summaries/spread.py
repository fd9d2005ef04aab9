"""Whether values differ enough, and lie near enough to 1, for a variance to be computed of them."""

import numpy as np
from numpy.typing import ArrayLike

from python_stats.contract.sample import Mask, Numbers

# Beside the greatest value: what differs by no more differs in its last digits, which are rounding.
ROUNDING = 1e-13
# Between these a number can be squared and squared again, and single precision, which trees are grown in, can hold it.
SMALLEST, LARGEST = 1e-35, 1e35
EXTREME = "values too large or too small to compute with: choose another unit"


def is_extreme(values: Numbers) -> bool:
    """Whether a value is too large to be squared, or all differences are too small to be; of complete values."""
    low, high = float(values.min()), float(values.max())
    return max(abs(low), abs(high)) > LARGEST or 0 < high - low < SMALLEST


def no_spread(values: Numbers, equal: str) -> tuple[str, str] | None:
    """The status and the note of complete values without a variance to compute, `equal` being said where they do not
    differ; None where there is one, or nobody."""
    if len(values) == 0 or spreads(values.min(), values.max()):
        return None
    return ("failed", EXTREME) if is_extreme(values) else ("constant", equal)


def spreads(low: ArrayLike, high: ArrayLike) -> Mask:
    """Whether values between a least and a greatest one have a variance to compute, for each of many such pairs."""
    reach = np.maximum(np.abs(low), np.abs(high))
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.subtract(high, low)
    return np.asarray((spread > ROUNDING * reach) & (spread >= SMALLEST) & (reach <= LARGEST))
