"""`cartwheel init` on the one wide table that most publications print: a row for each patient, with everything in it.
The tables are made up here; what is expected was counted by hand in them."""

import pytest

from tests import small_cohort
from tests.small_cohort import Cohort

TABLE = """\
Supplementary Table 3. Patients and outcomes (made up),,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,
Patient,Age (y),Sex,LDH pre-LD (U/L),Ferritin D0 (ng/mL),IL-6 D0 (pg/mL),IL-6 D7 (pg/mL),CAR+ cells D7 (/uL),CAR+ cells D14 (/uL),Max CRS,CRS onset (day),Response D30,Response M3,PFS (days),Progression,OS (days)
P01,61,M,310,540,<2.5,145,34.2,12,2,1,CR,CR,402,0,402
P02,47,F,,230,<2.5,14,3.1,0.4,1,4,PR,PD,91,1,200
P03,70,F,820,1890,33,>5000,88,41,3,1,CR,CR,177,1,390
P04,55,M,190,100,<2.5,<2.5,5,BLD,0,,SD,PD,85,1,120
"* LD, lymphodepletion",BLD below limit,,,,,,,,,,,,,,
"""


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "published")


def drafted(cohort, text, name="supplement.csv"):
    cohort.write(name, text)
    return small_cohort.drafted(cohort)


def test_everything_in_one_table_is_found_beside_the_rest(cohort):
    """Four patients; 16 results of which one is empty and three of a visit without a day; 8 levels; 8 responses."""
    readings, text = drafted(cohort, TABLE)
    outcomes = {source: [reading.outcome for reading in found] for source, found in readings.items()}
    assert outcomes == {
        "subjects": ["4 rows read, 4 accepted"],
        "analytes": ["16 rows read, 12 accepted, 1 empty cells left out, 3 set aside (3 not_a_number in study_day)"],
        "car_t_levels": ["8 rows read, 8 accepted"],
        "responses": ["8 rows read, 8 accepted", "4 rows read, 4 accepted"],
        "toxicities": ["4 rows read, 4 accepted"],
    }
    assert r"stop_at: '^\*'" in text, "the note under the table is none of its rows"
    assert "# Not used, supplement.csv: OS (days)" in text


def test_the_onset_of_an_event_is_its_day(cohort):
    readings, _ = drafted(cohort, TABLE)
    assert readings["toxicities"][0].columns["study_day"].rule == "CRS onset (day)"


def test_progression_and_its_time_are_assessments(cohort):
    """Who did not progress was seen without progression, and no more is said of the response."""
    readings, _ = drafted(cohort, TABLE)
    columns = readings["responses"][1].columns
    assert columns["response"].rule == {"column": "Progression", "values": {"0": "non-PD", "1": "PD"}}
    assert columns["study_day"].rule == "PFS (days)"


def test_progressions_alone_would_make_everybody_progress_so_it_is_asked(cohort):
    readings, _ = drafted(cohort, "id,PFS (days),Progression\nA,10,1\nB,20,0\nC,30,0\n")
    assert "by its progression alone" in readings["responses"][0].open[-1]


def test_an_event_of_progression_free_survival_may_be_a_death_so_it_is_left_open(cohort):
    readings, _ = drafted(cohort, "id,PFS_months,PFS_event\nA,10,1\nB,20,0\nC,30,0\n")
    assert "a death without progression is none" in readings["responses"][0].blocked


def test_a_best_response_needs_no_day(cohort):
    readings, _ = drafted(cohort, "id,age,BOR\nA,61,CR\nB,47,PD\nC,70,PR\n")
    (found,) = readings["responses"]
    assert (found.outcome, found.blocked, found.open) == ("3 rows read, 3 accepted", None, [])


def test_codes_that_mean_nothing_by_themselves_are_asked_about(cohort):
    readings, text = drafted(cohort, "id,age,sex\nA,61,1\nB,47,0\nC,70,0\n")
    assert "which codes of 'sex' stand for which sex (female, male, other)" in readings["subjects"][0].open
    assert "sex:" not in text.replace("# OPEN", "")


def test_remarks_that_a_portal_writes_above_its_table(cohort):
    """The manner of cBioPortal: four lines of remarks, each as wide as the table, then the names."""
    remarks = "".join(f"#{a}\t{b}\t{c}\t{d}\n" for a, b, c, d in [
        ("Patient Identifier", "Sex", "Overall Survival (Months)", "Overall Survival Status"),
        ("Identifier of the patient", "Sex", "Months", "Status"),
        ("STRING", "STRING", "NUMBER", "STRING"),
        ("1", "1", "1", "1"),
    ])  # fmt: skip
    rows = "P-1\tFemale\t12.5\t1:DECEASED\nP-2\tMale\t30.1\t0:LIVING\n"
    text = f"{remarks}PATIENT_ID\tSEX\tOS_MONTHS\tOS_STATUS\n{rows}"
    readings, draft = drafted(cohort, text, "data_clinical_patient.txt")
    assert "header_row: 5" in draft
    assert readings["follow_up"][0].outcome == "2 rows read, 2 accepted"
    assert readings["follow_up"][0].columns["study_day"].rule == {"column": "OS_MONTHS", "multiply": 30.4375}
