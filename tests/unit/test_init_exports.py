"""`cartwheel init` on what instruments and databases export. The tables are made up here in the manner of each program;
what is expected was counted by hand in them."""

import pandas as pd
import pyreadstat
import pytest

from tests.small_cohort import Cohort, drafted


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "exports")


REDCAP = """\
record_id,redcap_event_name,age,dx,infusion_date,lab_date,ferritin (ng/mL),crs_grade,response_date,response
1,baseline_arm_1,61,DLBCL,2021-03-04,2021-03-01,450,,,
1,day_7_arm_1,,,,2021-03-11,2200,2,,
1,month_1_arm_1,,,,2021-04-05,300,0,2021-04-05,CR
2,baseline_arm_1,48,tFL,2021-05-10,2021-05-06,220,,,
2,day_7_arm_1,,,,2021-05-17,810,1,,
2,month_1_arm_1,,,,2021-06-11,150,0,2021-06-12,PD
"""


def test_rows_of_redcap_are_read_for_the_form_they_belong_to(cohort):
    """Six rows: two of a baseline, four with a grade, two with a response, six with a ferritin."""
    cohort.write("redcap.csv", REDCAP)
    readings, text = drafted(cohort)
    assert {source: [r.outcome for r in found] for source, found in readings.items()} == {
        "subjects": ["6 rows read, 2 accepted, 4 left out by the rows that are wanted"],
        "responses": ["6 rows read, 2 accepted, 4 left out by the rows that are wanted"],
        "analytes": ["6 rows read, 6 accepted"],
        "toxicities": ["6 rows read, 4 accepted, 2 left out by the rows that are wanted"],
    }
    assert set(readings["subjects"][0].columns) == {"subject_id", "age_years", "disease_subtype", "infusion_date"}
    assert (
        "only: {column: redcap_event_name, is: [baseline_arm_1], because: the other rows are of other events}" in text
    )


def test_a_date_of_its_own_goes_before_another(cohort):
    cohort.write("redcap.csv", REDCAP)
    readings, _ = drafted(cohort)
    assert readings["responses"][0].columns["assessment_date"].rule == "response_date"
    assert readings["analytes"][0].columns["sample_date"].rule == "lab_date"


def test_a_sample_of_olink_holds_its_subject_and_its_day(cohort):
    cohort.write("clinical.csv", "patient;age\nP01;61\nP02;48\n")
    rows = "".join(f"P0{n}_D{day};OID1;IL6;Plate1;1.2;{n + day}.5\n" for n in (1, 2) for day in (0, 7))
    cohort.write("npx.csv", f"SampleID;OlinkID;Assay;PlateID;LOD;NPX\n{rows}")
    readings, text = drafted(cohort)
    assert readings["analytes"][0].outcome == "4 rows read, 4 accepted"
    assert "split: {SampleID: '(?P<patient>.+?)_(?P<visit>D0|D7)'}" in text
    assert readings["analytes"][0].columns["study_day"].rule == {"column": "visit", "values": {"D0": "0", "D7": "7"}}


def test_samples_that_are_only_partly_called_so_are_left_as_they_are(cohort):
    cohort.write("clinical.csv", "patient;age\nP01;61\nP02;48\n")
    cohort.write("npx.csv", "SampleID;Assay;LOD;NPX\nP01_D0;IL6;1.2;2\nControl;IL6;1.2;3\nP02_D0;IL6;1.2;4\n")
    _, text = drafted(cohort)
    assert "split" not in text


def test_a_table_of_flowjo_ends_before_its_mean(cohort):
    """Three files of two populations, and two rows of sums."""
    header = "Sample:,Live/CD3+ | Freq. of Parent,Live/CD3+/CD8+ | Freq. of Parent"
    rows = (
        "P01_Product.fcs,92.1,38.2\nP02_Product.fcs,88.7,55.1\nP03_Product.fcs,95.0,42.0\nMean,91.9,45.1\nSD,3.2,8.9\n"
    )
    cohort.write("flow.csv", f"{header}\n{rows}")
    readings, text = drafted(cohort)
    assert readings["immunophenotypes"][0].outcome == "6 rows read, 6 accepted"
    assert readings["immunophenotypes"][0].columns["sample_type"].rule == "sample_type"
    assert r"split: {'Sample:': '(?P<patient>.+?)_(?P<sample_type>Product)\.fcs'}" in text


MONOLIX = """\
ID,TIME,AMT,DV,CENS,EVID,RESP,CRS,WT
1,0,250,.,0,1,CR,2,81
1,1,.,12.5,1,0,CR,2,81
1,7,.,34512,0,0,CR,2,81
2,0,180,.,0,1,PD,1,64
2,1,.,12.5,1,0,PD,1,64
2,7,.,1201,0,0,PD,1,64
"""


def test_a_table_for_modelling_loses_its_doses_and_keeps_what_was_censored(cohort):
    """Six rows: two doses, two results below the number that they show, two results."""
    cohort.write("car_copies_per_ug.csv", MONOLIX)
    readings, _ = drafted(cohort)
    seen, censored = readings["car_t_levels"]
    assert seen.outcome == censored.outcome == "6 rows read, 2 accepted, 4 left out by the rows that are wanted"
    assert censored.columns["result"].rule["replace"] == {"pattern": "^(.+)$", "with": r"<\1"}
    assert seen.open.count("whether 'TIME' counts days since infusion") == 1


def test_what_every_row_of_a_subject_says_alike_is_read_once_and_without_a_day(cohort):
    """Else each sample would be an assessment of the response, and the first of them before treatment."""
    cohort.write("car_copies_per_ug.csv", MONOLIX)
    readings, _ = drafted(cohort)
    for source in ("responses", "toxicities"):
        (found,) = readings[source]
        assert found.outcome.startswith("6 rows read, 2 accepted")
        assert "study_day" not in found.columns
    assert set(readings["subjects"][0].columns) == {"subject_id", "weight_kg"}


def test_codes_of_spss_are_read_by_their_labels(cohort):
    cohort.folder.mkdir()
    columns = pd.DataFrame({"patid": ["A", "B", "C"], "age": [61.0, 48.0, 70.0], "sex": [1.0, 2.0, 2.0]})
    labels = {"sex": {1: "Male", 2: "Female"}}
    pyreadstat.write_sav(columns, cohort.folder / "patients.sav", variable_value_labels=labels)
    readings, text = drafted(cohort)
    assert readings["subjects"][0].outcome == "3 rows read, 3 accepted"
    assert "labelled: labels" in text
    assert readings["subjects"][0].columns["sex"].rule == "sex"


def test_codes_without_labels_stay_codes(cohort):
    cohort.folder.mkdir()
    columns = pd.DataFrame({"patid": ["A", "B"], "age": [61.0, 48.0]})
    pyreadstat.write_dta(columns, cohort.folder / "patients.dta")
    _, text = drafted(cohort)
    assert "labelled" not in text


def test_assessments_that_never_changed_keep_their_days(cohort):
    """A table of responses alone has a row for each assessment, however often the answer was the same."""
    cohort.write("responses.csv", "id,day,response\nA,30,CR\nA,90,CR\nB,30,PD\nB,91,PD\n")
    readings, _ = drafted(cohort)
    (found,) = readings["responses"]
    assert found.outcome == "4 rows read, 4 accepted"
    assert found.columns["study_day"].rule == "day"
