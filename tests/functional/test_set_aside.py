"""From a file to the outcome: a row that could not be read leaves it missing, and says so until the study settles it."""

import pytest

pytestmark = pytest.mark.slow

TOXICITIES = """
  toxicities:
    file: data/events.csv
    columns: {subject_id: id, study_day: day, event: event, scale: {constant: ASTCT}, grade: grade}
"""
OUTCOMES = "select subject_id, crs_worst_grade as worst, crs_grade3_or_higher as severe from marts.outcomes order by 1"


@pytest.fixture
def study(built_study):
    """S001 has a grade nobody can read, S002 a mild one, S003 none."""
    text = "id,day,event,grade\nS001,3,CRS,>=3\nS002,3,CRS,1\n"
    (built_study.folder / "data" / "events.csv").write_text(text, encoding="utf-8")
    path = built_study.folder / "study.yml"
    path.write_text(path.read_text("utf-8") + TOXICITIES.lstrip("\n"), encoding="utf-8")
    return built_study.folder


def first_three(rows):
    return [(row["worst"], row["severe"]) for row in rows[:3]]


def test_a_grade_that_cannot_be_read_is_not_grade_0(cartwheel, query, study):
    said = cartwheel("check", "--study", study).stdout
    assert "record_set_aside" in said
    cartwheel("build", "--select", "outcomes oddities", "--study", study)
    assert first_three(query(study, OUTCOMES)) == [("", ""), ("1", "False"), ("0", "False")]
    named = "select subject_id, source_file, source_row from marts.oddities where rule = 'record_set_aside'"
    assert query(study, named) == [{"subject_id": "S001", "source_file": "data/events.csv", "source_row": "2"}]


ANSWERS = {
    "exclude: true": ("0", "False"),
    "correct: {grade: 3}": ("3", "True"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_settles_it(cartwheel, query, study, answer):
    place = "source: toxicities, file: data/events.csv, rows: [2]"
    with (study / "study.yml").open("a", encoding="utf-8") as file:
        file.write(f"answers:\n  - {{suspicion: record_set_aside, {place}, {answer}, because: the site was asked}}\n")
    cartwheel("build", "--select", "outcomes oddities", "--study", study)
    assert first_three(query(study, OUTCOMES))[0] == ANSWERS[answer]
    assert query(study, "select count(*) as n from marts.oddities where rule = 'record_set_aside'") == [{"n": "0"}]
