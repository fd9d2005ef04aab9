"""The mappings of CDISC SDTM that ship, and what `cartwheel init` drafts of a folder of such data sets. The data sets are
made up here; what is expected was counted by hand in them."""

import pytest

from tests.small_cohort import Cohort, drafted

DM = "STUDYID,DOMAIN,USUBJID,SITEID,BRTHDTC,AGE,SEX,RFSTDTC,RFXSTDTC,DTHDTC\n"
PEOPLE = "X,DM,X-1,01,1950,70,F,2020-01-06,2020-01-01,\nX,DM,X-2,01,1961-04,59,M,2020-02-06,2020-02-01,2020-09-01\n"
RS = "STUDYID,DOMAIN,USUBJID,RSTESTCD,RSORRES,RSSTAT,RSDTC\n"
ASSESSED = "X,RS,X-1,OVRLRESP,CMR,,2020-02-06\nX,RS,X-1,OVRLRESP,,NOT DONE,2020-05-06\nX,RS,X-1,BESTRESP,CMR,,\n"
EX = "STUDYID,DOMAIN,USUBJID,EXTRT,EXCAT,EXSTDTC\n"
SS = "STUDYID,DOMAIN,USUBJID,SSTESTCD,SSSTRESC,SSDTC\n"
CONTACTS = "X,SS,X-1,SURVSTAT,ALIVE,2020-12-01\nX,SS,X-2,SURVSTAT,ALIVE,2020-08-01\nX,SS,X-2,SURVSTAT,DEAD,2020-10-15\n"
ADTTE = "STUDYID,USUBJID,PARAMCD,STARTDT,ADT,AVAL,CNSR\n"


@pytest.fixture
def cohort(tmp_path):
    found = Cohort(tmp_path / "sdtm")
    found.write("dm.csv", DM + PEOPLE)
    return found


def test_a_folder_with_assessments_is_drafted(cohort):
    """Of three rows one is no overall response, and one was not done."""
    cohort.write("rs.csv", RS + ASSESSED)
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].outcome == "2 rows read, 2 accepted"
    assert readings["responses"][0].outcome == "3 rows read, 1 accepted, 2 left out by the rows that are wanted"


def test_a_visit_without_an_assessment_leaves_no_response_in_doubt(cohort):
    cohort.write("rs.csv", RS + ASSESSED)
    cohort.describe("responses: {use: sdtm.rs, file: rs.csv}", "{use: sdtm.dm, file: dm.csv}")
    engine, _ = cohort.read()
    assert engine.rows("select response, assessment_date from raw.responses") == [("CR", "2020-02-06")]
    assert engine.rows("select * from raw.rejects") == []


def test_a_file_without_the_column_of_an_optional_rule_keeps_its_rows(cohort):
    cohort.write("rs.csv", "USUBJID,RSTESTCD,RSORRES,RSDTC\nX-1,OVRLRESP,PMR,2020-02-06\n")
    cohort.describe("responses: {use: sdtm.rs, file: rs.csv}", "{use: sdtm.dm, file: dm.csv}")
    engine, _ = cohort.read()
    assert engine.rows("select response from raw.responses") == [("PR",)]


def test_a_year_of_birth_is_no_date_and_sets_nobody_aside(cohort):
    cohort.describe("", "{use: sdtm.dm, file: dm.csv}")
    engine, _ = cohort.read()
    found = engine.rows("select subject_id, birth_date, age_years from raw.subjects order by all")
    assert found == [("X-1", "", "70"), ("X-2", "", "59")]


@pytest.mark.parametrize(
    "treatment", ["FLUDARABINE,", "CYCLOPHOSPHAMIDE,", "A,LYMPHODEPLETING CHEMOTHERAPY", "A,Conditioning"]
)
def test_where_conditioning_is_exposure_the_day_of_infusion_is_asked(cohort, treatment):
    """RFXSTDTC is by its definition the first exposure to any treatment."""
    cohort.write("ex.csv", f"{EX}X,EX,X-1,{treatment},2020-01-01\nX,EX,X-1,CART,,2020-01-06\n")
    readings, _ = drafted(cohort)
    (question,) = readings["subjects"][0].open
    assert question.startswith("the day of infusion: 'ex.csv' has conditioning")
    assert "infusion_date: RFSTDTC" in question


def test_of_the_product_alone_nothing_is_asked(cohort):
    cohort.write("ex.csv", f"{EX}X,EX,X-1,CART,INVESTIGATIONAL PRODUCT,2020-01-01\n")
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].open == []


def test_survival_status_gives_contacts_and_leaves_deaths_to_their_own_dates(cohort):
    cohort.write("ss.csv", SS + CONTACTS)
    readings, _ = drafted(cohort)
    contacts = {reading.shipped: reading for reading in readings["follow_up"]}
    assert contacts[("sdtm.ss",)].outcome == "3 rows read, 2 accepted, 1 left out by the rows that are wanted"
    assert contacts[("sdtm.dm_deaths",)].outcome.startswith("2 rows read, 1 accepted")
    assert any("the date of every death of SS" in question for question in contacts[("sdtm.ss",)].open)


def test_times_to_an_event_are_no_results_of_a_laboratory(cohort):
    rows = "".join(f"X,X-{n},OS,2020-01-0{n},2021-01-0{n},36{n},{n - 1}\n" for n in (1, 2))
    cohort.write("adtte.csv", ADTTE + rows)
    readings, text = drafted(cohort)
    assert "analytes" not in readings
    assert "# Not used, adtte.csv: STUDYID" in text


def test_what_sets_all_rows_aside_is_named_with_its_column(cohort):
    cohort.write("dm.csv", DM + PEOPLE.replace("-01,", ",").replace("2020-01,", "2020,"))
    readings, _ = drafted(cohort)
    assert "(dm.csv, row 2, column infusion_date)" in (readings["subjects"][0].blocked or "")
