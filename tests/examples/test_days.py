"""Days: ours count from the infusion, which is day 0; a CDISC study day has no 0."""

import pytest

from tests.small_cohort import shipped_macros
from warehouse.adapters.duckdb import open_memory


@pytest.mark.parametrize(("day", "expected"), [(-5, -5), (-1, -1), (0, 1), (1, 2), (28, 29)])
def test_a_cdisc_study_day_has_no_zero(day, expected):
    """ADY = date - TRTSDT + (date >= TRTSDT), as the ADaM implementation guide has it."""
    said = shipped_macros().call("analysis_day", f"{day}::double")
    assert open_memory().rows(f"select {said}") == [(expected,)]
