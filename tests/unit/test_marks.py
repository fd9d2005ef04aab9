"""A decimal comma that study.yml does not tell of makes no thousands: the file is refused, or what was set aside says so."""

import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError

SOURCE = "analytes: {file: labs.csv, delimiter: ;, %scolumns: {subject_id: id, study_day: d, analyte: t, result: r, unit: u}}"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def read(cohort, results, stated=""):
    """What came of reading laboratory results with a mapping that states a decimal mark, or does not."""
    rows = "".join(f"A;{day};ferritin;{result};ng/mL\n" for day, result in enumerate(results))
    cohort.write("labs.csv", f"id;d;t;r;u\n{rows}")
    cohort.describe(SOURCE % stated)
    _, readings = cohort.read()
    return readings["analytes"][0]


FORGOTTEN = ["12,5", "16,000", "7,25", "3,1", "250"]


@pytest.mark.parametrize("results", [FORGOTTEN, ["<12,5", ">16,000", "1"], ["0,250", "16,000"], ["1,2345", "16,000 H"]])
def test_decimals_that_would_be_thousands_are_refused(cohort, results):
    with pytest.raises(DataError) as refused:
        read(cohort, results)
    said = str(refused.value)
    assert "look like numbers with a decimal comma, and 1 such as 1,000 would be read as thousands" in said
    assert "labs.csv, column r" in said
    assert "try: decimal: ',' at study.yml:4, or decimal: '.' if" in said
    assert not any(result in said for result in results if "," in result)


def test_the_mark_that_is_stated_counts(cohort):
    assert read(cohort, FORGOTTEN, "decimal: ',', ").rows_accepted == 5
    assert read(cohort, FORGOTTEN, "decimal: '.', ").rows_accepted == 2


@pytest.mark.parametrize(
    ("results", "commas"),
    [
        (["1,240", "980", "16,000"], 0),
        (["1,240", "1.5", "2.5", "1,5"], 1),
        (["1,240", "1,240.5", "1,240,000"], 0),
        (["1,240", "not readable", "see 1,5 above"], 0),
        (["12,5", "7,25", "3"], 2),
    ],
)
def test_an_honest_file_is_read_and_what_looks_odd_is_said(cohort, results, commas):
    reading = read(cohort, results)
    assert reading.decimal_commas == commas
    assert ("decimal: ','" in str(reading.as_line()[1])) == bool(commas)


def test_a_number_that_is_multiplied_is_looked_at_as_received(cohort):
    cohort.write("labs.csv", "id;w\nA;70,5\nB;61,250\n")
    cohort.describe(
        "", subjects="{file: labs.csv, delimiter: ;, columns: {subject_id: id, weight_kg: {column: w, multiply: 2}}}"
    )
    with pytest.raises(DataError, match="1 cells of 'w'"):
        cohort.read()


def test_points_among_decimal_commas_are_counted(cohort):
    """1.234 marks thousands there; 0.1 and 12.5 can only be decimals."""
    reading = read(cohort, ["1,5", "<0.1", "12.5", "1.234", "n.d.", "0.125"], "decimal: ',', ")
    assert (reading.rows_accepted, reading.decimal_points) == (3, 3)
    assert "3 cells look like numbers with a decimal point among decimal commas" in str(reading.as_line()[1])
    assert read(cohort, ["1,5", "1.234"], "decimal: ',', ").decimal_points == 0
