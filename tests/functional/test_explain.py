"""A number is followed back to the cells it came from: from a P value to the cell of a workbook, by hand countable."""

import csv
import json

import openpyxl
import pytest

from tests.functional.conftest import SmallStudy

# Subject, day and cells per microlitre. The peak of S001 is 40 on day 14, in the third row of the sheet.
LEVELS = {"S001": {7: 10, 14: 40, 28: 5}, "S002": {7: 90, 14: 20, 28: 2}}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A built study whose levels lie in a workbook, under two sheets, from column B on."""
    import subprocess

    from tests.functional.conftest import COMMAND, ENVIRONMENT

    small = SmallStudy(tmp_path_factory.mktemp("explain") / "small")
    small.write(subjects=24)
    with (small.folder / "data/car_t_levels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active["A1"] = "made up"
    sheet = workbook.create_sheet("qPCR")
    sheet.append(["Comment", "Patient", "Day", "Cells per uL"])
    for row in rows:
        subject, day = row["subject_id"], int(row["study_day"])
        sheet.append(["", subject, day, LEVELS.get(subject, {}).get(day, int(row["result"]))])
    workbook.save(small.folder / "data/levels.xlsx")
    old = "    file: data/car_t_levels.csv\n    columns: {subject_id: subject_id, study_day: study_day, assay: assay, result: result, unit: unit}\n"
    new = (
        "    file: data/levels.xlsx\n    sheet: qPCR\n    columns: {subject_id: Patient, study_day: Day, assay: {constant: qpcr},"
        " result: Cells per uL, unit: {constant: cells/uL}}\n"
    )
    write_responses(small.folder / "data/responses.csv")
    text = (small.folder / "study.yml").read_text("utf-8")
    assert old in text
    (small.folder / "study.yml").write_text(text.replace(old, new), "utf-8")
    subprocess.run([*COMMAND, "build", "--study", small.folder], env=ENVIRONMENT, check=True, capture_output=True)
    return small


def write_responses(path):
    """Of four subjects one responds for a year, one relapses and two do not respond, so that there is a P value."""
    course = [[(30, "CR"), (400, "CR")], [(30, "PR"), (200, "PD")], [(30, "SD")], [(30, "PD")]]
    rows = [(f"S{number:03d}", day, response) for number in range(1, 25) for day, response in course[(number - 1) % 4]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("subject_id", "study_day", "response"), *rows])


@pytest.fixture
def explain(cartwheel, study):
    def run(what, *options):
        done = cartwheel("explain", "--study", study.folder, what, "--format", "json", "--rows", "500", *options)
        return json.loads(done.stdout)

    return run


def cells_of(found, sheet):
    return [cell for file in found["files"] if file["sheet"] == sheet for cell in file["cells"]]


def test_a_peak_is_one_cell_of_three(explain, study):
    found = explain("cohort.peak_car_t_per_ul@S001")
    assert found["values"] == [{"subject_id": "S001", "peak_car_t_per_ul": 40.0}]
    cells = [cell for cell in cells_of(found, "qPCR") if cell["column"] == "result"]
    assert {(cell["address"], cell["received"]): cell["decides"] for cell in cells} == {
        ("D2", "10"): False,
        ("D3", "40"): True,
        ("D4", "5"): False,
    }
    assert {cell["source_column"] for cell in cells} == {"Cells per uL"}
    sheet = openpyxl.load_workbook(study.folder / "data/levels.xlsx")["qPCR"]
    assert [str(sheet[cell["address"]].value) for cell in cells] == [cell["received"] for cell in cells]


def test_a_file_is_named_by_its_hash(explain, study):
    import hashlib

    found = explain("peak_car_t_per_ul@S002")
    (file,) = [file for file in found["files"] if file["source"] == "car_t_levels"]
    assert file["sha256"] == hashlib.sha256((study.folder / "data/levels.xlsx").read_bytes()).hexdigest()


def test_a_feature_is_found_by_its_name(explain):
    by_column, by_feature = explain("cohort.peak_car_t_per_ul@S002"), explain("features.value@S002,peak_car_t_per_ul")
    deciding = [[cell for cell in cells_of(found, "qPCR") if cell["decides"]] for found in (by_column, by_feature)]
    assert deciding[0] == deciding[1]
    assert "90" in {cell["received"] for cell in deciding[0]}


def test_a_p_value_comes_from_every_cell_of_the_workbook(explain, query, study):
    found = explain("results.fig1a_peak_by_response:all levels")
    (value,) = found["values"]
    sql = "select p_value from results.fig1a_peak_by_response where term = 'all levels'"
    assert value["p_value"] == float(query(study.folder, sql)[0]["p_value"])
    assert found["method"]["name"] == "kruskal_dunn"
    assert found["method"]["n_rows"] == 24
    cells = [cell for cell in cells_of(found, "qPCR") if cell["column"] == "result"]
    # 24 subjects of three levels each; of each subject the highest decides.
    assert len(cells) == 72
    assert sum(cell["decides"] for cell in cells) == 24
    assert {cell["address"] for cell in cells} == {f"D{row}" for row in range(2, 74)}


def test_a_p_value_comes_from_the_responses_that_made_the_groups(explain):
    """Of each course the first assessment, and those after it that tell how long a response lasted: 36 in all."""
    (file,) = [
        each for each in explain("results.fig1a_peak_by_response:all levels")["files"] if each["source"] == "responses"
    ]
    assert {cell["received"] for cell in file["cells"] if cell["column"] == "response"} == {"CR", "PR", "SD", "PD"}
    assert file["n_rows"] == 36


def test_a_cell_of_a_wide_sheet_is_not_given_a_column_that_the_file_does_not_have(cartwheel, study, tmp_path):
    copy = SmallStudy(tmp_path / "wide")
    copy.write(subjects=4)
    (copy.folder / "data/wide.csv").write_text("Patient,D7,D14\nS001,10,40\nS002,90,20\n", "utf-8")
    old = "    file: data/car_t_levels.csv\n    columns: {subject_id: subject_id, study_day: study_day, assay: assay, result: result, unit: unit}\n"
    new = (
        "    file: data/wide.csv\n    unpivot: {columns: 'D(?P<day>[0-9]+)', value: measured}\n    columns: {subject_id: Patient,"
        " study_day: day, assay: {constant: qpcr}, result: measured, unit: {constant: cells/uL}}\n"
    )
    text = (copy.folder / "study.yml").read_text("utf-8")
    assert old in text
    (copy.folder / "study.yml").write_text(text.replace(old, new), "utf-8")
    cartwheel("build", "--study", copy.folder, "--select", "+kinetics")
    said = cartwheel("explain", "--study", copy.folder, "kinetics.peak_car_t_per_ul@S001").stdout
    assert "row 2, 'measured', reshaped by study.yml: '40' -> result" in said


def test_a_cell_of_the_report_goes_back_to_the_result(explain):
    found = explain("rpt_estimates.p_value@1")
    layers = {step["layer"] for step in found["steps"]}
    assert {"report", "results", "analyses", "marts", "staging"} <= layers


def test_text_fits_eighty_columns(cartwheel, study):
    text = cartwheel("explain", "--study", study.folder, "cohort.peak_car_t_per_ul@S001").stdout
    assert "SYNTHETIC" in text.splitlines()[0]
    assert "* D3 (row 3), 'Cells per uL': '40' -> result" in text
    assert [line for line in text.splitlines() if len(line) > 80 and "(sql/" not in line and "sha256" not in line] == []


def test_what_is_not_there_is_said_without_a_value(cartwheel, study):
    for what, expected in {
        "results.fig1a_peak_by_respons": "fig1a_peak_by_response",
        "cohort.peak_car_t_per_u@S001": "peak_car_t_per_ul",
        "cohrt.peak_car_t_per_ul@S001": "cohort",
        "results.fig1a_peak_by_response:no such term": "No row",
    }.items():
        assert expected in cartwheel("explain", "--study", study.folder, what, exit_code=2).stderr
    missing = cartwheel("explain", "--study", study.folder, "cohort.peak_car_t_per_ul@NOBODY-7", exit_code=2).stderr
    assert "NOBODY" not in missing
