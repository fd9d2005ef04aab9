"""What every worked example needs: `example(given, relation, expected)`, with tables drawn as text."""

import pytest

from tests.small_study import build, table


def as_text_or_number(value):
    """A cell of a drawn table as Python has it: numbers compare with a tolerance, words as they are."""
    if value in ("true", "false"):
        return value == "true"
    try:
        return pytest.approx(float(value), rel=1e-9, abs=1e-12)
    except (TypeError, ValueError):
        return value


@pytest.fixture
def example():
    """Build `relation` from `given` and hold its rows against a drawn table of some of its columns."""

    def check(relation, expected, given, settings=None, where=lambda row: True):
        drawn = table(expected)
        rows = [row for row in build(relation, given, settings) if where(row)]
        found = [{name: row[name] for name in drawn[0]} for row in rows]
        assert found == [{name: as_text_or_number(cell) for name, cell in row.items()} for row in drawn]

    return check
