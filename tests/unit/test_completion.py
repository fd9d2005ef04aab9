"""Completion offers what could stand where the cursor is, and nothing else."""

import pytest

from cli.completion import Vocabulary, complete

NAMES = Vocabulary(
    {
        "marts.cohort": ["subject_id", "age_years", "sex"],
        "marts.outcomes": ["subject_id", "best_response"],
        "results.estimates": ["analysis", "p_value"],
    },
    ["oldest", "response_by_quartile"],
)


@pytest.mark.parametrize(
    ("before", "word", "expected"),
    [
        ("select * from co", "co", ["cohort"]),
        ("select * from marts.", "marts.", ["marts.cohort", "marts.outcomes"]),
        ("from cohort join o", "o", ["outcomes"]),
        ("from cohort where ag", "ag", ["age_years"]),
        ("select age_years, p_", "p_", ["p_value"]),
        ("from cohort where p_", "p_", []),
        ("from cohort where cohort.s", "cohort.s", ["cohort.subject_id", "cohort.sex"]),
        ("from cohort where AG", "AG", ["age_years"]),
        ("sele", "sele", ["select"]),
        ("\\", "\\", ["\\?", "\\d", "\\ask", "\\explain", "\\w", "\\q"]),
        ("\\d est", "est", ["estimates"]),
        ("\\ask re", "re", ["response_by_quartile"]),
        ("\\ask ", "", ["oldest", "response_by_quartile"]),
        ("from cohort", "cohort", []),
    ],
)
def test_what_is_offered(before, word, expected):
    assert complete(before, NAMES) == (word, expected)


def test_a_column_of_two_tables_is_offered_once():
    assert complete("from cohort join outcomes using (subj", NAMES) == ("subj", ["subject_id"])
