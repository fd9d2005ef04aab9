"""Limits on the command line are such as can be held to; any other is refused in words."""

import pytest

from cli.limits import limits_of
from warehouse.errors import UsageError

REFUSED = {
    (float("inf"), "4GB"): "at most 31,622,400",
    (float("nan"), "4GB"): "at most 31,622,400",
    (1e30, "4GB"): "at most 31,622,400",
    (120.0, "9000000TB"): "more memory than any machine has",
    (120.0, "1MB"): "too little memory",
    (120.0, "4"): "takes a size",
}


@pytest.mark.parametrize(("seconds", "memory"), REFUSED)
def test_what_nothing_can_be_held_to_is_refused(seconds, memory):
    with pytest.raises(UsageError, match=REFUSED[seconds, memory]):
        limits_of(seconds, memory)


def test_what_can_be_is_taken():
    found = limits_of(366 * 24 * 60 * 60, "0.5 TB")
    assert (found.seconds, found.memory) == (366 * 24 * 60 * 60, "0.5TB")
