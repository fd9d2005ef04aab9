"""`cartwheel init` takes each file once, however often it is named or drafted, and says of each what is wrong, once."""

import openpyxl
import pytest

from tests.small_cohort import Cohort, drafted
from warehouse.drafting.start import start_study
from warehouse.errors import UsageError

PATIENTS = "Patient ID,Age,Gender\n" + "".join(f"CART-{number:03d},4{number},F\n" for number in range(1, 7))
NO_TABLE = "no table was found: text alone, or a header without rows"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "drafted")


@pytest.fixture
def outside(tmp_path):
    found = Cohort(tmp_path / "elsewhere")
    found.write("patients.csv", PATIENTS)
    return found


def test_a_draft_is_made_again_from_files_that_were_copied(cohort, outside):
    files = [outside.folder / "patients.csv"]
    first = start_study(cohort.folder, files)
    text = first.path.read_text("utf-8")
    first.path.unlink()
    assert start_study(cohort.folder, files).copied == ()
    assert first.path.read_text("utf-8") == text


def test_another_file_of_the_name_of_one_in_the_study_is_refused(cohort, outside):
    cohort.write("data/patients.csv", "Patient ID\nCART-001\n")
    with pytest.raises(UsageError, match=r"another file of this name, data/patients.csv"):
        start_study(cohort.folder, [outside.folder / "patients.csv"])
    assert (cohort.folder / "data/patients.csv").read_text("utf-8") == "Patient ID\nCART-001\n"


def test_a_file_that_is_named_twice_is_read_once(cohort):
    cohort.write("patients.csv", PATIENTS)
    started = start_study(cohort.folder, [cohort.folder / "patients.csv", cohort.folder])
    (reading,) = started.readings
    assert reading.table.files == ("patients.csv",)
    assert not any("lists more subjects" in question for question in reading.open)


def test_a_sheet_of_which_something_was_said_is_not_told_of_again(cohort):
    cohort.write("patients.csv", PATIENTS)
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "These patients were treated in one hospital."
    book.save(cohort.folder / "notes.xlsx")
    assert start_study(cohort.folder, []).unread == (("notes.xlsx, sheet Notes", NO_TABLE),)


def test_the_cells_of_every_file_of_one_build_are_looked_at(cohort):
    """Two sites of six patients: men as `M` at the first, women as `w` and ages with decimal commas at the second."""
    header = "Patient ID;Age;Gender\n"
    cohort.write("site_1.csv", header + "".join(f"A-00{n};4{n};M\n" for n in range(1, 7)))
    cohort.write("site_2.csv", header + "".join(f"B-00{n};5{n},5;w\n" for n in range(1, 7)))
    cohort.write("visits.csv", "Patient ID,Response,Day\n" + "".join(f"B-00{n},PR,30\n" for n in range(1, 7)))
    readings, text = drafted(cohort)
    (subjects,) = readings["subjects"]
    assert subjects.outcome == "12 rows read, 12 accepted"
    assert subjects.columns["sex"].rule == {"column": "Gender", "values": {"M": "male", "w": "female"}}
    assert "decimal: ','" in text
    assert readings["responses"][0].columns["subject_id"].why == ""


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfID,Value\nS1,\xff\n", b"\xff\xfeI\x00D\x00,"], ids=["utf-8", "utf-16"]
)
def test_a_file_that_is_not_what_its_first_bytes_say_is_named(cohort, content):
    cohort.write("patients.csv", PATIENTS)
    cohort.write("values.csv", content)
    ((name, why),) = start_study(cohort.folder, []).unread
    assert name == "values.csv"
    assert "does not go on so" in why
