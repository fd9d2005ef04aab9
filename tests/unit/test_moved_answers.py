"""An answer names rows by number. When the next delivery has other records there, it is refused before it changes them."""

import pytest

from tests.small_project import STUDY, small_project
from warehouse.check import check_study
from warehouse.errors import StudyError

EXCLUDED = "{suspicion: s, source: subjects, file: data/subjects.csv, rows: [3], exclude: true, because: haemolysed}"
CORRECTED = "{suspicion: s, source: subjects, file: data/subjects.csv, rows: [3], correct: {dose: 5}, because: misread}"
ANSWERS = {"excludes": EXCLUDED, "corrects": CORRECTED}
ROWS = "id,dose,arm\nA,1,high\nB,2,low\nC,3,high\n"
ANOTHER_FIRST = "id,dose,arm\nZ,9,high\nA,1,high\nB,2,low\nC,3,high\n"


@pytest.fixture(params=ANSWERS)
def does(request):
    return request.param


@pytest.fixture
def project(tmp_path, root, does):
    """A study whose answer met the row of subject B."""
    project = small_project(tmp_path, root / "sql" / "macros")
    say(project, ANSWERS[does])
    project.write("study/data/subjects.csv", ROWS)
    project.build()
    return project


def say(project, answer):
    project.write("study/study.yml", f"{STUDY}answers:\n  - {answer}\n")


def doses(project):
    return dict(project.rows("select subject_id, dose from staging.stg_subjects"))


def test_rows_that_moved_are_refused_by_build_and_check(project, does):
    before = doses(project)
    project.write("study/data/subjects.csv", ANOTHER_FIRST)
    with pytest.raises(StudyError, match=rf"this answer {does} other records .* in 1 of the 1 rows .* \(row 3\)"):
        project.build()
    with pytest.raises(StudyError, match=f"this answer {does} other records"):
        project.build(retry=True)
    with pytest.raises(StudyError, match=f"this answer {does} other records"):
        project.build(anew=True)
    with pytest.raises(StudyError, match=f"this answer {does} other records"):
        check_study(project.load())
    assert doses(project) == before


def test_rows_in_a_store_are_held_as_well(project, does):
    """There the table of the build before is a view over files."""
    in_store = f"{STUDY}engine: {{groups: 2, store: store}}\nanswers:\n  - {ANSWERS[does]}\n"
    project.write("study/study.yml", in_store)
    project.build(anew=True)
    project.write("study/data/subjects.csv", ANOTHER_FIRST)
    with pytest.raises(StudyError, match=f"this answer {does} other records"):
        project.build()


def test_the_rows_as_they_are_now_are_taken(project, does):
    project.write("study/data/subjects.csv", ANOTHER_FIRST)
    say(project, ANSWERS[does].replace("rows: [3]", "rows: [4]"))
    project.build()
    assert doses(project) == {"excludes": {"Z": 9, "A": 1, "C": 3}, "corrects": {"Z": 9, "A": 1, "B": 5, "C": 3}}[does]


def test_a_new_reason_says_that_the_row_was_looked_at(project, does):
    project.write("study/data/subjects.csv", ANOTHER_FIRST)
    say(project, ANSWERS[does].replace("because: ", "because: this is the one that was "))
    project.build()
    assert doses(project) == {"excludes": {"Z": 9, "B": 2, "C": 3}, "corrects": {"Z": 9, "A": 5, "B": 2, "C": 3}}[does]


def test_what_changes_elsewhere_in_the_file_is_no_matter(project, does):
    project.write("study/data/subjects.csv", ROWS.replace("C,3", "C,4") + "D,6,low\n")
    project.build()
    assert doses(project)["D"] == 6


def test_another_mapping_of_the_same_file_moves_no_row(project, does):
    answered = ANSWERS[does]
    mapped = STUDY.replace("arm: arm", "arm: {column: arm, values: {low: high}}")
    project.write("study/study.yml", f"{mapped}answers:\n  - {answered}\n")
    project.build()
    assert dict(project.rows("select arm, count(*) from staging.stg_subjects group by all")) == {
        "high": {"excludes": 2, "corrects": 3}[does]
    }


@pytest.mark.parametrize("does", ["corrects"], indirect=True)
def test_a_text_that_the_laboratory_corrected_itself_is_not_overruled(project):
    project.write("study/data/subjects.csv", ROWS.replace("B,2", "B,7"))
    with pytest.raises(StudyError, match="this answer corrects other records"):
        project.build()
    assert doses(project)["B"] == 5
