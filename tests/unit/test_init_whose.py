"""Whose rows are these? `cartwheel init` never takes the rows of a laboratory file for patients, and `cartwheel check` warns.

Every table here is made up.
"""

import pytest

from tests.small_cohort import Cohort, drafted, shipped_contract
from warehouse.check import rows_as_subjects
from warehouse.studies.study import load_study

LABS = "Date,IL-6 (pg/mL),CRP (mg/L)\n2021-02-11,5.1,3\n2021-02-12,50,40\n2021-02-14,900,100\n"
NOBODY = "whose rows these are: no column names the subject"
BY_NAME = f"{NOBODY}; the one drafted is by the name of the sheet or file"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "whose")


def patients(cohort, names=range(1, 12)):
    rows = "".join(f"{name},{50 + n},2021-01-{n + 1:02d}\n" for n, name in enumerate(names))
    cohort.write("patients.csv", f"Patient,Age,Infusion\n{rows}")


@pytest.mark.parametrize(
    ("file", "names", "said"),
    [
        ("lab_patient_5.csv", range(1, 12), "5"),
        ("labs/P-005.csv", [f"P-{n:03d}" for n in range(1, 12)], "P-005"),
        ("lab 05.csv", [f"P-{n:03d}" for n in range(1, 12)], "P-005"),
        ("ANNA labs.csv", ["Anna", "Bert", "Carl"], "Anna"),
        ("lab_2021-02-05.csv", range(1, 12), None),
        ("lab.csv", range(1, 12), None),
    ],
)
def test_a_file_that_names_no_patient_is_left_open(cohort, file, names, said):
    """Five days of one patient were drafted as those of patients 2 to 6, and loaded."""
    patients(cohort, names)
    cohort.write(file, LABS)
    readings, text = drafted(cohort)
    (found,) = readings["analytes"]
    assert found.blocked == (BY_NAME if said else NOBODY)
    assert "row_number" not in text
    assert "  # analytes:" in text.splitlines()
    drafts = [line for line in text.splitlines() if "subject_id: {constant" in line]
    assert len(drafts) == (1 if said else 0)
    assert all(f"{{constant: {said}}}" in line and line.lstrip().startswith("#") for line in drafts)
    study = load_study(cohort.folder, shipped_contract())
    assert [mapping.source for mapping in study.sources] == ["subjects"]


def test_a_sheet_for_each_patient_is_left_open_with_the_patient_of_its_name(cohort):
    patients(cohort)
    rows = [line.split(",") for line in LABS.splitlines()]
    cohort.write_workbook("labs.xlsx", {f"Patient {n}": [*rows[: n + 1], ["2021-03-01", n, n]] for n in (1, 2, 3)})
    found = drafted(cohort)[0]["analytes"]
    assert [reading.columns["subject_id"].rule for reading in found] == [{"constant": str(n)} for n in (1, 2, 3)]
    assert {reading.blocked for reading in found} == {BY_NAME}


def test_files_of_one_build_that_name_no_patient_are_left_open(cohort):
    """Five and six are pieces of one table, so that no one patient is drafted for it."""
    patients(cohort)
    cohort.write("lab_patient_5.csv", LABS)
    cohort.write("lab_patient_6.csv", LABS)
    (found,) = drafted(cohort)[0]["analytes"]
    assert (found.blocked, "subject_id" in found.columns) == (NOBODY, False)


def test_codes_that_another_table_explains_have_their_own_subjects(cohort):
    patients(cohort, range(11, 16))
    cohort.write(
        "labs.csv", "Patient,itemid,Day,Value,Unit\n" + "".join(f"{n},50889,7,{n},mg/L\n" for n in range(11, 16))
    )
    cohort.write("items.csv", "itemid,label\n50889,CRP\n50954,LDH\n")
    (found,) = drafted(cohort)[0]["analytes"]
    assert (found.columns["subject_id"].rule, found.outcome) == ("Patient", "5 rows read, 5 accepted")
    assert found.steps["lookup"] == {"file": "items.csv", "on": "itemid", "take": ["label"]}


def test_no_file_names_a_patient(cohort):
    cohort.write("a.csv", LABS)
    cohort.write("b.csv", "Day,Ferritin (ng/mL)\n0,300\n7,500\n")
    readings, text = drafted(cohort)
    assert [reading.blocked for several in readings.values() for reading in several] == [NOBODY] * 3
    assert "row_number" not in text


def test_rows_of_the_one_table_of_a_study_may_be_its_subjects(cohort):
    cohort.write("patients.csv", "Age,Sex,IL-6 D0 (pg/mL),IL-6 D7 (pg/mL)\n61,M,5,80\n47,F,3,90\n70,F,8,44\n")
    readings, _ = drafted(cohort)
    assert [readings[source][0].columns["subject_id"].rule for source in ("subjects", "analytes")] == ["row", "row"]
    assert "whose rows these are: no column is called as identifiers are" in readings["subjects"][0].open


LAB = (
    "{{file: {file}, row_number: row, columns: {{subject_id: row, study_day: day, analyte: test, result: x, unit: u}}}}"
)


@pytest.mark.parametrize(("file", "warned"), [("labs.csv", 1), ("subjects.csv", 0)])
def test_check_warns_of_rows_that_are_taken_for_the_subjects_of_another_file(cohort, file, warned):
    """Where the rows of one table are the subjects, those of the same table may have results."""
    for name in ("labs.csv", "subjects.csv"):
        cohort.write(name, "day,test,x,u\n0,IL-6,5,pg/mL\n1,IL-6,9,pg/mL\n")
    cohort.describe(
        f"analytes: {LAB.format(file=file)}", "{file: subjects.csv, row_number: n, columns: {subject_id: n}}"
    )
    said = list(rows_as_subjects(cohort.load()))
    assert len(said) == warned
    assert all("study.yml:4: analytes of labs.csv has the number of the row as subject_id" in line for line in said)
