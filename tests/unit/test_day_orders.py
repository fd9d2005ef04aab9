"""A cell that two formats of its column read as different days is counted, and told beside its file."""

import pytest

from tests.small_cohort import Cohort

BOTH = "['%d/%m/%Y', '%m/%d/%Y']"
DATES = ["02/03/2021", "25/03/2021", "03/25/2021", "04/04/2021", "not known"]


def read(tmp_path, dates, column):
    cohort = Cohort(tmp_path)
    cohort.write("r.csv", "id,date,start,word\n" + "".join(f"A,{date},01/02/2021,CR\n" for date in dates))
    cohort.describe(f"responses: {{file: r.csv, columns: {{subject_id: id, response: word, {column}}}}}")
    _, readings = cohort.read()
    return readings["responses"][0]


@pytest.mark.parametrize(
    ("column", "n"),
    [
        # Of the five, only 02/03 is 2 March or 3 February; 4 April is the same day in both orders.
        (f"assessment_date: {{column: date, date_format: {BOTH}}}", 1),
        ("assessment_date: {column: date, date_format: '%d/%m/%Y'}", 0),
        ("assessment_date: {column: date, date_format: ['%d/%m/%Y', excel]}", 0),
        (f"study_day: {{column: date, date_format: {BOTH}, days_from: {{column: start, date_format: '%d/%m/%Y'}}}}", 1),
        (f"study_day: {{column: date, date_format: '%d/%m/%Y', days_from: {{column: start, date_format: {BOTH}}}}}", 5),
    ],
)
def test_dates_of_two_orders_are_counted(tmp_path, column, n):
    reading = read(tmp_path, DATES, column)
    assert reading.doubtful_days == n
    assert (f"({n} dates fit two formats, which give different days" in str(reading.as_line()[1])) == bool(n)
