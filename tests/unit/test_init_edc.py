"""`cartwheel init` on exports of systems of electronic case report forms, in the manner of Medidata Rave. The tables are
made up here; what is expected was counted by hand in them."""

import pytest

from tests.small_cohort import Cohort, drafted

SYSTEM = "project,subjectId,Subject,siteid,Site,SiteNumber,RecordDate,RecordId,RecordPosition,RecordActive"
LABELS = (
    "Project,Internal id,Subject name,Internal site,Site name,Site number,Record date,Record id,Record number,Active"
)
RESPONSES = {
    "RSDAT": "Date of assessment",
    "RSDAT_RAW": "Date of assessment (character)",
    "RSDAT_INT": "Date of assessment (interpolated)",
    "RSORRES": "Overall response",
    "RSORRES_STD": "Overall response (coded)",
}
# A partial date, whose interpolation the system made up; a record that was deleted; and four that stand.
CELLS = (
    (1, 1, "2021-02-01 00:00:00,01 FEB 2021,2021-02-01 00:00:00,Complete Metabolic Response,1"),
    (1, 0, "2021-03-01 00:00:00,01 MAR 2021,2021-03-01 00:00:00,Progressive Metabolic Disease,4"),
    (2, 1, "2021-02-05 00:00:00,05 FEB 2021,2021-02-05 00:00:00,Partial Metabolic Response,2"),
    (2, 1, ",UN MAY 2021,2021-05-01 00:00:00,Progressive Metabolic Disease,4"),
    (3, 1, "2021-02-09 00:00:00,09 FEB 2021,2021-02-09 00:00:00,No Metabolic Response,3"),
)


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "edc")


def row(n, active, cells):
    return f"TRIAL,8800{n},101-00{n},141,Hospital,101,2022-11-0{n} 00:00:00,50{n},1,{active},{cells}\n"


def export(labels):
    """Forms of three subjects and of responses, with or without the line of labels."""
    people = "".join(row(n, 1, f"Male,1,2021-01-0{n} 00:00:00") for n in (1, 2, 3))
    responses = "".join(row(*cells) for cells in CELLS)
    forms = {"DM": (("SEX,SEX_STD,RFICDAT", "Sex,Sex (coded),Date of informed consent"), people)}
    forms["RS"] = ((",".join(RESPONSES), ",".join(RESPONSES.values())), responses)
    for name, ((names, said), rows) in forms.items():
        yield f"{name}.csv", f"{SYSTEM},{names}\n{f'{LABELS},{said}' + chr(10) if labels else ''}{rows}"


@pytest.mark.parametrize("labels", [True, False])
def test_a_deleted_record_is_left_out_and_a_date_made_up_by_the_system_is_not_taken(cohort, labels):
    """Five records of responses: one was deleted, and of one the day is not known."""
    for name, text in export(labels):
        cohort.write(name, text)
    readings, text = drafted(cohort)
    (responses,) = readings["responses"]
    assert responses.columns["assessment_date"].rule == "RSDAT"
    assert responses.columns["response"].rule["column"] == "RSORRES"
    aside = "1 set aside (1 no_time in study_day)"
    assert (
        responses.outcome
        == f"{5 + labels} rows read, 3 accepted, {1 + labels} left out by the rows that are wanted, {aside}"
    )
    assert "{column: RecordActive, is_not: [0], because: deleted in the EDC}" in text


@pytest.mark.parametrize("labels", [True, False])
def test_the_subject_is_not_the_number_of_the_system(cohort, labels):
    for name, text in export(labels):
        cohort.write(name, text)
    readings, text = drafted(cohort)
    (subjects,) = readings["subjects"]
    assert {name: guess.rule for name, guess in subjects.columns.items()} == {
        "subject_id": "Subject",
        "site_id": "SiteNumber",
        "sex": "SEX",
        "enrolled_date": "RFICDAT",
    }
    assert subjects.outcome.startswith(f"{3 + labels} rows read, 3 accepted")
    assert ("because: the line of labels below the names" in text) == labels


def test_a_first_row_of_values_is_no_line_of_labels(cohort):
    """Words of several letters above others of their kind are cells of the table."""
    rows = (
        "A,Large cell lymphoma,2021-01-05,61,CR",
        "B,Follicular lymphoma,2021-01-06,48,PR",
        "C,Large cell,2021-01-07,5,SD",
    )
    cohort.write("patients.csv", "ID,Diagnosis,Infusion_date,Age,Best_response\n" + "".join(f"{row}\n" for row in rows))
    readings, text = drafted(cohort)
    assert readings["subjects"][0].outcome == "3 rows read, 3 accepted"
    assert "only:" not in text


def test_a_code_of_a_list_that_nobody_told_is_no_death(cohort):
    """1 is alive here, as it often is beside 2, 3 and 4; only 0 and 1 alone are censored and dead."""
    rows = "".join(f"P{n},{50 + n},2021-05-0{n},{max(1, n - 5)}\n" for n in range(1, 9))
    cohort.write("status.csv", f"Patient,Age,Last contact,Status\n{rows}")
    readings, _ = drafted(cohort)
    assert "follow_up" not in readings


def test_a_study_id_that_all_rows_share_is_not_that_of_a_subject(cohort):
    rows = "".join(f"TRIAL-7,P{n},6{n},M\n" for n in range(1, 6))
    cohort.write("patients.csv", f"Study ID,Participant,Age,Sex\n{rows}")
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].columns["subject_id"].rule == "Participant"
    assert readings["subjects"][0].outcome == "5 rows read, 5 accepted"


def test_one_subject_in_all_rows_is_a_question(cohort):
    rows = "".join(f"TRIAL-7,6{n},M\n" for n in range(1, 6))
    cohort.write("patients.csv", f"Study ID,Age,Sex\n{rows}")
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].columns["subject_id"].sure == "a guess"
    assert "whether 'Study ID' names the subjects: all 5 rows have one and the same" in readings["subjects"][0].open


@pytest.mark.parametrize("word", ["Mittelwert", "Moyenne", "Standardabweichung:", "Summe"])
def test_a_mean_below_the_patients_is_no_patient(cohort, word):
    cohort.write("patients.csv", f"Pat.-Nr.;Alter;Gewicht (kg)\nA1;61;70\nA2;48;65\nA3;55;80\n{word};54;71\n")
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].outcome == "3 rows read, 3 accepted"


def test_the_unit_of_a_survival_time_may_stand_among_other_words(cohort):
    cohort.write(
        "os.csv", "Patient,OS (months since infusion),OS status\n" + "".join(f"P{n},{n}.5,dead\n" for n in range(1, 6))
    )
    readings, _ = drafted(cohort)
    (contacts,) = readings["follow_up"]
    assert contacts.columns["study_day"].rule == {"column": "OS (months since infusion)", "multiply": 30.4375}
    assert not [question for question in contacts.open if "by its size" in question]
