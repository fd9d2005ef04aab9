"""What stands above a table: `cartwheel init` on headers of two rows, and on columns that many hands have filled in.

Every table here is made up.
"""

import datetime as dt

import openpyxl
import pytest

from tests.small_cohort import Cohort, drafted

GROUPS = ["Patient", "Demographie", None, "Behandlung", None, "Produkt"]
NAMES = [None, "Geschlecht", "Gewicht (kg)", "Leukapherese", "Infusion", "Dosis (x10^6 CAR+ T)"]


@pytest.fixture
def cohort(tmp_path):
    found = Cohort(tmp_path / "headers")
    found.folder.mkdir()
    return found


def write(cohort, name, rows, merged):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(cohort.folder / name)


def patients(cohort):
    day = dt.date(2021, 3, 1)
    rows = [
        [f"P{n:02d}", "mw"[n % 2], 60 + n, day + dt.timedelta(n), day + dt.timedelta(40 + n), 100 + n]
        for n in range(1, 13)
    ]
    write(cohort, "patients.xlsx", [["Register"], GROUPS, NAMES, *rows], ("A2:A3", "B2:C2", "D2:E2"))


def test_a_column_is_known_by_its_name_without_its_group(cohort):
    """Only the column of the patients was known; a name under a group is never sure."""
    patients(cohort)
    readings, text = drafted(cohort)
    rules = {name: guess.rule for name, guess in readings["subjects"][0].columns.items()}
    assert rules == {
        "subject_id": "Patient",
        "sex": {"column": "Demographie Geschlecht", "values": {"m": "male", "w": "female"}},
        "weight_kg": "Demographie Gewicht (kg)",
        "enrolled_date": "Behandlung Leukapherese",
        "infusion_date": "Behandlung Infusion",
    }
    sure = {name for name, guess in readings["subjects"][0].columns.items() if guess.sure == "sure"}
    assert sure == {"subject_id"}
    assert readings["products"][0].columns["car_t_cells_infused_million"].rule == "Produkt Dosis (x10^6 CAR+ T)"
    assert [readings[source][0].outcome for source in ("subjects", "products")] == ["12 rows read, 12 accepted"] * 2
    assert "header_row: [2, 3]" in text


def test_names_that_repeat_under_groups_are_no_names_of_their_own(cohort):
    """Two dates called Datum: which one is the day of the infusion only the group says."""
    day = dt.date(2021, 3, 1)
    rows = [[f"P{n:02d}", day + dt.timedelta(n), day + dt.timedelta(40 + n), 50 + n] for n in range(1, 9)]
    names = [None, "Infusion", "Infusion", "Alter"]
    write(cohort, "p.xlsx", [["Patient", "Erste", "Zweite", None], names, *rows], ("A1:A2",))
    found = drafted(cohort)[0]["subjects"][0]
    assert "infusion_date" not in found.columns


def test_a_row_of_groups_that_is_wide_is_not_taken_for_the_names(cohort):
    """Of merged cells the reader makes names such as `CRS (1)`; the draft named a column 'CRS' that there was not."""
    patients(cohort)
    groups = ["Pat.-Nr.", "CRS", None, None, "ICANS", None, "Tocilizumab", "Dexamethason"]
    names = [None, "Grad", "Beginn", "Ende", "Grad", "Beginn", "Datum", "Datum"]
    rows = [[f"P{n:02d}", 1, "02.03.2021", "05.03.2021", 0, None, None, None] for n in range(1, 13)]
    write(cohort, "tox.xlsx", [["ASTCT 2019"], groups, names, *rows], ("B2:D2", "E2:F2"))
    readings, text = drafted(cohort)
    crs, icans = readings["toxicities"]
    assert (crs.columns["grade"].rule, icans.columns["grade"].rule) == ("CRS Grad", "ICANS Grad")
    assert crs.columns["start_date"].rule == {"column": "CRS Beginn", "date_format": "%d.%m.%Y"}
    assert (crs.outcome, crs.blocked) == ("12 rows read, 12 accepted", None)
    assert text.count("header_row: [2, 3]") >= 3


def test_merged_cells_in_a_header_of_one_row_are_named_as_they_are_read(cohort):
    patients(cohort)
    rows = [[f"P{n:02d}", 60, 2, "x"] for n in range(1, 13)]
    write(cohort, "tox.xlsx", [["Patient", "Age", "CRS", None], *rows], ("C1:D1",))
    readings, text = drafted(cohort)
    assert all("has no column" not in (each.blocked or "") for found in readings.values() for each in found)
    assert "CRS (2)" in text


DAYS = [dt.date(2021, 3, 1) + dt.timedelta(7 * n) for n in range(12)]


def written(day, n):
    """By three hands in turn: a date, a text, and the number of the day."""
    return [day, day.strftime("%d.%m.%Y"), (day - dt.date(1899, 12, 30)).days][n % 3]


def test_dates_of_several_manners_in_one_column_are_read_and_asked_about(cohort):
    """No date was mapped at all, so that nothing had a study day."""
    rows = [[f"P{n:02d}", 50 + n, written(day, n)] for n, day in enumerate(DAYS)]
    write(cohort, "patients.xlsx", [["Patient", "Age", "Infusion date"], *rows], ())
    (found,) = drafted(cohort)[0]["subjects"]
    date = found.columns["infusion_date"]
    assert date.rule == {"column": "Infusion date", "date_format": ["%d.%m.%Y", "%Y-%m-%d", "excel"]}
    assert (date.sure, found.outcome) == ("likely", "12 rows read, 12 accepted")
    said = "%d.%m.%Y, %Y-%m-%d, day numbers of a spreadsheet (excel)"
    assert found.open == [f"whether the dates of 'Infusion date' are as drafted: {said}"]


def test_dates_with_several_marks_are_read_and_asked_about(cohort):
    rows = "".join(
        f"P{n},5{n},{d:02d}{mark}03{mark}2021\n"
        for n, (d, mark) in enumerate(zip(range(13, 21), "./" * 4, strict=True))
    )
    cohort.write("patients.csv", f"Patient,Age,Infusion date\n{rows}")
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.columns["infusion_date"].rule["date_format"] == ["%d.%m.%Y", "%d/%m/%Y"]
    assert (found.outcome, len(found.open)) == ("8 rows read, 8 accepted", 1)
