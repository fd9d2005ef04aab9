"""A draft of `cartwheel init` may be unsure, but is never wrong and sure: where two readings are possible, it asks.

Every table here is made up.
"""

import pytest

from tests.small_cohort import Cohort, drafted

NAMES = [f"P{number:02d}" for number in range(1, 10)]


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "unsure")


def subjects(cohort, names=NAMES):
    rows = "".join(f"{name},{50 + n},2020-02-{n + 1:02d}\n" for n, name in enumerate(names))
    cohort.write("subjects.csv", f"Patient ID,Age,Infusion date\n{rows}")


def test_codes_in_capitals_and_not_are_counted_together(cohort):
    """Nine of ten cells say M, one m: all are known words of the sex."""
    rows = "".join(f"P{n},M,50\n" for n in range(9))
    cohort.write("subjects.csv", f"Patient ID,Sex,Age\n{rows}P9,m,50\n")
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.columns["sex"].rule == {"column": "Sex", "values": {"M": "male", "m": "male"}}
    assert found.columns["sex"].sure == "sure"
