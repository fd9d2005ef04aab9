"""What a command prints of counted things: tables cut short where they would run on."""

import pytest

from cli.show import shortened


def suspicions(number):
    return [("info", "analyte_not_registered", "analytes", 1, 0, None, f"number {n}") for n in range(number)]


@pytest.mark.parametrize(("number", "lines"), [(3, 3), (4, 4), (5, 4), (40, 4)])
def test_one_line_more_is_shown_and_several_are_counted(number, lines):
    found = shortened(suspicions(number))
    assert len(found) == lines
    assert sum(row[3] for row in found) == number
    assert ("more" in found[-1][-1]) == (number > 4)
