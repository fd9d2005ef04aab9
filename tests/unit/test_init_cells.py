"""Cells as spreadsheets and laboratories write them, in drafts of `cartwheel init`: summaries below a table, times of day,
yes and no as 1.0 and 0.0, grades called so, percentages with signs. Every table here is made up."""

import pytest

from tests.small_cohort import Cohort, drafted
from warehouse.drafting.dates import dates_of, rule_of

NAMES = [f"P{number:02d}" for number in range(1, 10)]


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "cells")


def table(cohort, header, cell, end=""):
    rows = "".join(f"{name},{50 + n},2020-02-{n + 1:02d},{cell(n)}\n" for n, name in enumerate(NAMES))
    cohort.write("subjects.csv", f"Patient ID,Age,Infusion date,{header}\n{rows}{end}")
    return drafted(cohort)[0]


@pytest.mark.parametrize("word", ["Average", "SD", "Max", "Total:", "n", "IQR", "Std. Dev.", "%CV"])
def test_summaries_below_a_table_are_no_subjects(cohort, word):
    (found,) = table(cohort, "Sex", lambda n: "MF"[n % 2], f"{word},54,,\nWhatever,,,\n")["subjects"]
    assert found.outcome == "9 rows read, 9 accepted"


@pytest.mark.parametrize("note", ["Average,54,,", "* at infusion,,,", "Note: by the registry,,,", "All of one site,,,"])
def test_rows_added_above_a_note_are_read_where_the_note_says_what_it_is(cohort, note):
    """The same study.yml on the table with a tenth subject. A note like any other text is only told by its place."""
    table(cohort, "Sex", lambda n: "MF"[n % 2], f"{note}\n")
    text = (cohort.folder / "subjects.csv").read_text(encoding="utf-8")
    cohort.write("subjects.csv", text.replace(note, f"P10,60,2020-03-01,F\n{note}"))
    _, readings = cohort.read()
    assert readings["subjects"][0].rows_accepted == (9 if note.startswith("All") else 10)


TIMES = [
    ("03/14/2021 08:30", {"date_format": "%m/%d/%Y", "replace": {"pattern": r"[ T]\d{1,2}:\d\d.*$", "with": ""}}),
    ("2021/03/14 8:30:00", {"date_format": "%Y/%m/%d", "replace": {"pattern": r"[ T]\d{1,2}:\d\d.*$", "with": ""}}),
]


@pytest.mark.parametrize(("text", "rule"), TIMES)
def test_a_time_of_day_is_cut_off(text, rule):
    assert rule_of(dates_of({text: 1})) == rule


def test_dates_with_a_time_of_day_load(cohort):
    times = table(cohort, "Response,Assessment date", lambda n: f"PR,03/{n + 14}/20 {n + 1}:30 PM")
    (found,) = times["responses"]
    assert found.outcome == "9 rows read, 9 accepted"
    cohort.read()


def test_yes_and_no_as_a_spreadsheet_writes_numbers(cohort):
    (found,) = table(cohort, "Tocilizumab", lambda n: f"{n % 2}.0")["treatments"]
    assert found.outcome == "9 rows read, 9 accepted"


@pytest.mark.parametrize("written", ["Grade {}", "G{}", "{}", "{}.0"])
def test_a_grade_of_each_subject_may_be_called_so(cohort, written):
    (found,) = table(cohort, "Max ICANS grade,ICANS onset day", lambda n: f"{written.format(n % 5)},{n}")["toxicities"]
    assert found.outcome == "9 rows read, 9 accepted"


@pytest.mark.parametrize(("sign", "rule"), [("%", "Viability"), ("", {"column": "Viability", "fraction": True})])
def test_a_percent_sign_makes_no_fraction(cohort, sign, rule):
    (found,) = table(cohort, "Viability", lambda n: f"0.{n + 1}{sign}")["products"]
    assert found.columns["viability_percent"].rule == rule
    assert found.outcome == "9 rows read, 9 accepted"
