"""`cartwheel init` on listings as a trial's database writes them, of a myeloma trial: adverse events, baseline, responses,
lesions, samples. All of them are made up here; what is expected was counted by hand in the table beside it."""

import pytest

from tests.small_cohort import Cohort, drafted

NAMES = [f"BC-{number}" for number in range(1001, 1011)]
BASELINE = "Patient No.,Age,LD chemo start,CAR-T infusion\n" + "".join(
    f"{name},6{n},2023-03-{n + 10},2023-03-{n + 15}\n" for n, name in enumerate(NAMES)
)


@pytest.fixture
def cohort(tmp_path):
    cohort = Cohort(tmp_path / "listing")
    cohort.write("baseline.csv", BASELINE)
    return cohort


def test_decimal_commas_are_not_taken_for_the_delimiter_and_no_row_for_the_header(cohort):
    """Three columns by semicolons, and by the commas of their numbers; an identifier must not be written down."""
    rows = "".join(f"{name} d{day};{3 + n},25;1{n},5\n" for n, name in enumerate(NAMES) for day in (0, 1, 7))
    cohort.write("luminex.csv", f"Sample;IL-6 (pg/ml);IL-15 (pg/ml)\n{rows}")
    _, text = drafted(cohort)
    assert "delimiter: ';'" in text
    assert [name for name in NAMES if name in text] == []
