"""Saved questions: listed with what they ask, found by name, given values; those that ship have answers."""

import csv

import pytest

from tests.functional.conftest import ROOT
from warehouse.questions import load_questions

SHIPPED = load_questions(ROOT / "studies/zuma1")


@pytest.fixture
def study(built_study):
    folder = built_study.folder / "questions"
    folder.mkdir()
    (folder / "oldest.sql").write_text(
        "-- Who is the oldest, $1 apart?\nselect max(age_years) as age from cohort\nwhere sex = $sex -- not $this\n"
    )
    (folder / "how_many.sql").write_text("select count(*) as n, 'a $price' as text from cohort")
    (folder / "notes.txt").write_text("not a question")
    return built_study.folder


def test_they_are_listed_with_what_they_ask(cartwheel, study):
    lines = [line.split() for line in cartwheel("ask", "--study", study).stdout.splitlines()]
    assert lines[2:] == [["how_many"], "oldest Who is the oldest, $1 apart? $sex".split()]


def test_one_is_asked(cartwheel, study):
    assert cartwheel("ask", "how_many", "--study", study, "--format", "csv").stdout == "n,text\n24,a $price\n"
    assert (
        cartwheel("ask", "oldest", "--study", study, "--set", "sex=female", "--format", "csv").stdout == "age\n63.0\n"
    )


def test_a_name_that_is_nearly_right_is_corrected(cartwheel, study):
    assert "try: 'how_many'" in cartwheel("ask", "how_mny", "--study", study, exit_code=2).stderr
    assert "try: " in cartwheel("ask", "../study", "--study", study, exit_code=2).stderr


def test_without_questions_it_says_how_to_save_one(cartwheel, built_study):
    assert "questions" in cartwheel("ask", "--study", built_study.folder).stderr


def test_enough_questions_ship_and_each_says_what_it_asks():
    assert len(SHIPPED) >= 3
    assert all(len(question.about.split()) >= 5 and question.about.endswith((".", "?")) for question in SHIPPED)


@pytest.mark.parametrize("question", SHIPPED, ids=lambda question: question.name)
def test_a_shipped_question_has_an_answer(cartwheel, built_study, question):
    folder = built_study.folder / "questions"
    folder.mkdir()
    (folder / f"{question.name}.sql").write_text(question.sql)
    values = [word for name in question.parameters for word in ("--set", f"{name}=peak_car_t_per_ul")]
    done = cartwheel("ask", question.name, "--study", built_study.folder, "--format", "csv", *values)
    assert len(next(csv.reader(done.stdout.splitlines()))) >= 5


def test_a_value_that_names_nothing_is_told_with_the_nearest_names(cartwheel, study):
    """An empty answer would look like a feature that nobody has."""
    text = "-- How many have this feature?\nselect count(*) as n from marts.features where feature = $feature"
    (study / "questions" / "have.sql").write_text(text)
    said = cartwheel("ask", "have", "--study", study, "--set", "feature=peak", exit_code=2).stderr
    assert "There is no feature 'peak'" in said
    assert "peak_car_t_per_ul" in said
    assert "24" in cartwheel("ask", "have", "--study", study, "--set", "feature=age_years").stdout
