"""`cartwheel init` takes each file once, however often it is named or drafted, and says of each what is wrong, once."""

import openpyxl
import pytest

from tests.small_cohort import Cohort
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
