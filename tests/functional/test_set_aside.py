"""From a file to the outcome: a row that could not be read leaves it missing, and says so until the study settles it."""

import json

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
    cartwheel("build", "--select", "outcomes oddities +rpt_study", "--study", study)
    counted = query(study, "select n_infused, n_severe_crs, n_crs_evaluable from report.rpt_study")[0]
    assert int(counted["n_crs_evaluable"]) == int(counted["n_infused"]) - 1
    assert first_three(query(study, OUTCOMES)) == [("", ""), ("1", "False"), ("0", "False")]
    named = "select subject_id, source_file, source_row from marts.oddities where rule = 'record_set_aside'"
    assert query(study, named) == [{"subject_id": "S001", "source_file": "data/events.csv", "source_row": "2"}]


@pytest.mark.parametrize("table", ["outcomes", "cohort"])
def test_a_missing_outcome_is_explained_by_the_row_that_was_set_aside(cartwheel, study, table):
    """The text, its file and row, and why nobody could read it; of S002, whose worst grade is there, nothing of that."""
    cartwheel("build", "--select", "cohort", "--study", study)

    def cells(subject):
        asked = ("explain", "--study", study, f"{table}.crs_worst_grade@{subject}", "--format", "json")
        files = json.loads(cartwheel(*asked).stdout)["files"]
        found = [(file["file"], cell) for file in files for cell in file["cells"] if file["source"] == "toxicities"]
        return {(file, cell["row"], cell["column"], cell["received"], cell["set_aside"]) for file, cell in found}

    # Row 3, of S002, has a part in which scale the study uses.
    assert {each for each in cells("S001") if each[1] == 2} == {
        ("data/events.csv", 2, "subject_id", "S001", None),
        ("data/events.csv", 2, "study_day", "3", None),
        ("data/events.csv", 2, "event", "CRS", None),
        ("data/events.csv", 2, "scale", "ASTCT", None),
        ("data/events.csv", 2, "grade", ">=3", "The text cannot be read as an integer."),
    }
    read = cells("S002")
    assert ("data/events.csv", 3, "grade", "1", None) in read
    assert {(row, reason) for _, row, _, _, reason in read} == {(3, None)}
    said = cartwheel("explain", "--study", study, f"{table}.crs_worst_grade@S001").stdout
    assert "row 2, 'grade': '>=3' -> grade; set aside: The text cannot be read" in said


def test_a_missing_response_is_explained_by_the_word_that_is_none(cartwheel, study):
    with (study / "data" / "responses.csv").open("a", encoding="utf-8") as file:
        file.write("S003,60,nearly\n")
    cartwheel("build", "--select", "cohort", "--study", study)
    for column in ("best_response", "objective_response", "durable_response"):
        asked = ("explain", "--study", study, f"outcomes.{column}@S003", "--format", "json")
        found = json.loads(cartwheel(*asked).stdout)
        assert found["values"] == [{"subject_id": "S003", column: None}]
        cells = [cell for file in found["files"] for cell in file["cells"]]
        at_fault = {(cell["row"], cell["column"], cell["received"]) for cell in cells if cell["set_aside"]}
        assert at_fault == {(26, "response", "nearly")}, column


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


def test_a_date_of_no_declared_format_is_shown_as_received(cartwheel, study):
    """What the formats made of it is nothing; the text is what somebody wrote, such as a death of an unknown day."""
    (study / "data" / "deaths.csv").write_text("id,died\nS001,UN APR 2021\nS002,05 MAY 2021\n", encoding="utf-8")
    path, contact = study / "study.yml", "contact_date: {column: died, date_format: '%d %b %Y'}"
    deaths = (
        f"  follow_up: {{file: data/deaths.csv, columns: {{subject_id: id, {contact}, status: {{constant: dead}}}}}}\n"
    )
    path.write_text(path.read_text("utf-8") + deaths, encoding="utf-8")
    cartwheel("build", "--select", "+marts.outcomes", "--study", study)
    asked = ("explain", "--study", study, "outcomes.status_at_last_contact@S001", "--format", "json")
    files = json.loads(cartwheel(*asked).stdout)["files"]
    cells = [cell for file in files for cell in file["cells"] if file["source"] == "follow_up"]
    assert [(cell["row"], cell["received"]) for cell in cells if cell["set_aside"]] == [(2, "UN APR 2021")]
