"""Every way a study can be wrong is refused with its exit code, or its rows are set aside and counted; nothing is lost.

One test for each way, as a user meets it: a small good study, one thing wrong, the command, the message. Values of
patients (here: the text SECRET) are never in a message.
"""

import pytest

STUDY_ERROR, DATA_ERROR, MODEL_ERROR = 10, 11, 12


def edit(study, file, old, new):
    path = study.folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def doubled_column(study):
    """Two columns called sex, of which the mapping cannot mean both."""
    edit(study, "data/subjects.csv", "age_years", "sex")
    edit(study, "study.yml", "age_years: age_years, ", "")


def model(study, sql, header="about: A question\ngrain: [subject_id]\ncolumns:\n  subject_id: {about: Subject}"):
    path = study.folder / "sql" / "marts" / "own_question.sql"
    path.parent.mkdir(parents=True)
    path.write_text(f"/*\n{header}\n*/\n{sql}\n", encoding="utf-8")


def analyte_rows(study, *rows):
    lines = ["subject_id,study_day,analyte,result,unit", *rows]
    (study.folder / "data" / "analytes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    edit(
        study,
        "study.yml",
        "sources:\n",
        "sources:\n  analytes:\n    file: data/analytes.csv\n    columns: "
        "{subject_id: subject_id, study_day: study_day, analyte: analyte, result: result, unit: unit}\n",
    )


REFUSED = {
    "a file that is not there": (
        lambda study: (study.folder / "data" / "responses.csv").unlink(),
        STUDY_ERROR,
        ["responses.csv", "study.yml:"],
    ),
    "a column that is not in the file": (
        lambda study: edit(study, "study.yml", "sex: sex", "sex: gender"),
        STUDY_ERROR,
        ["no column 'gender'", "study.yml:"],
    ),
    "a column that is there twice": (
        doubled_column,
        STUDY_ERROR,
        ["data/subjects.csv", "'sex (1)'", "study.yml:"],
    ),
    "an empty file": (
        lambda study: (study.folder / "data" / "responses.csv").write_text(""),
        DATA_ERROR,
        ["the file is empty", "data/responses.csv"],
    ),
    "an unknown key": (
        lambda study: edit(study, "study.yml", "synthetic: true", "sythetic: true"),
        STUDY_ERROR,
        ["unknown key 'sythetic'", "study.yml:3", "try: 'synthetic'"],
    ),
    "a key given twice": (
        lambda study: edit(study, "study.yml", "synthetic: true", "synthetic: true\nstudy: again"),
        STUDY_ERROR,
        ["key 'study' is given twice, first on line 1", "study.yml:4"],
    ),
    "a path that leaves the folder": (
        lambda study: edit(study, "study.yml", "data/responses.csv", "../responses.csv"),
        STUDY_ERROR,
        ["study.yml:"],
    ),
    "two subjects with one id": (
        lambda study: edit(study, "data/subjects.csv", "S002,", "S001,"),
        DATA_ERROR,
        ["1 subject_id in more than one row", "data/subjects.csv row 2", "data/subjects.csv row 3"],
    ),
    "a model that reads a later layer": (
        lambda study: model(study, "select subject_id from {{ ref('fig1a_peak_by_response') }}"),
        MODEL_ERROR,
        ["marts may read only", "sql/marts/own_question.sql"],
    ),
    "a circle": (
        lambda study: model(study, "select subject_id from {{ ref('own_question') }}"),
        MODEL_ERROR,
        ["in a circle", "marts.own_question"],
    ),
    "a missing ref": (
        lambda study: model(study, "select subject_id from {{ ref('cohrt') }}"),
        MODEL_ERROR,
        ["no model or seed 'cohrt'", "sql/marts/own_question.sql:7", "try: 'cohort'"],
    ),
    "a wrong column": (
        lambda study: model(study, "select subjectid as subject_id\nfrom {{ ref('cohort') }}"),
        MODEL_ERROR,
        ["subjectid", "sql/marts/own_question.sql:7", "try: 'subject_id'"],
    ),
    "malformed Jinja": (
        lambda study: model(study, "select subject_id from {{ ref('cohort') }"),
        MODEL_ERROR,
        ["The template cannot be read", "sql/marts/own_question.sql:7"],
    ),
    "a template that reaches for the file system": (
        lambda study: model(study, "{% include 'study.yml' %} select subject_id from {{ ref('cohort') }}"),
        MODEL_ERROR,
        ["reaches for the file system", "sql/marts/own_question.sql:7"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused(cartwheel, built_study, name):
    spoil, exit_code, said = REFUSED[name]
    before = built_study.published.read_bytes()
    spoil(built_study)
    done = cartwheel("build", "--study", built_study.folder, exit_code=exit_code)
    for text in said:
        assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert built_study.published.read_bytes() == before, "the published warehouse must stay as it was"


SET_ASIDE = {
    "a sample of an unknown subject": (["SECRET,7,ferritin,5,ng/mL"], "unknown_subject_id"),
    "an unknown unit": (["S001,7,ferritin,5,SECRET/mL"], "unknown_unit"),
    "text in a number": (["S001,7,ferritin,SECRET,ng/mL"], "not_a_result"),
    "a negative concentration": (["S001,7,ferritin,-5,ng/mL"], "negative_concentration"),
    "a sample without a time": (["S001,,ferritin,5,ng/mL"], "no_time"),
}


@pytest.mark.parametrize("name", SET_ASIDE)
def test_a_row_that_breaks_the_contract_is_set_aside_with_its_reason(cartwheel, query, built_study, name):
    rows, reason = SET_ASIDE[name]
    analyte_rows(built_study, "S001,0,ferritin,<5,ng/mL", 'S002,0,ferritin,"1,240",ng/mL', *rows)
    done = cartwheel("build", "--select", "layer:staging", "--study", built_study.folder)
    assert "1 rows of the files read now were set aside, each with its reason. By reason, of all files:" in done.stderr
    assert "SECRET" not in done.stderr
    found = query(built_study.folder, "select source, source_file, source_row, reason from raw.rejects")
    assert found == [{"source": "analytes", "source_file": "data/analytes.csv", "source_row": "4", "reason": reason}]
    files = "select rows_read, rows_accepted, rows_rejected from meta.files where source = 'analytes'"
    assert query(built_study.folder, files) == [{"rows_read": "3", "rows_accepted": "2", "rows_rejected": "1"}]
    staged = "select value, qualifier from staging.stg_analytes order by source_row"
    assert query(built_study.folder, staged) == [
        {"value": "5.0", "qualifier": "<"},
        {"value": "1240.0", "qualifier": "="},
    ]


def test_check_says_what_a_reason_means_and_what_to_do(cartwheel, built_study):
    analyte_rows(built_study, "S001,0,ferritin,5,SECRET/mL", "S001,7,ferritin,5,ng/mL")
    said = cartwheel("check", "--study", built_study.folder).stderr
    assert "unknown_unit: The analyte is registered but not with this unit" in said
    assert "say so by values of the column in study.yml" in said
    assert "SECRET" not in said


def test_an_infusion_before_birth_is_set_aside(cartwheel, query, built_study):
    lines = (built_study.folder / "data" / "subjects.csv").read_text("utf-8").splitlines()
    dated = [f"{lines[0]},born,infused", f"{lines[1]},1950-01-01,1949-06-01"]
    dated += [f"{line},1950-01-01,2016-06-01" for line in lines[2:]]
    (built_study.folder / "data" / "subjects.csv").write_text("\n".join(dated) + "\n", encoding="utf-8")
    edit(built_study, "study.yml", "sex: sex", "sex: sex, birth_date: born, infusion_date: infused")
    cartwheel("build", "--select", "layer:staging", "--study", built_study.folder)
    rejects = "select reason, count(*) as n from raw.rejects group by all order by reason"
    found = {row["reason"]: row["n"] for row in query(built_study.folder, rejects)}
    assert found["infusion_before_birth"] == "1"
    assert found["unknown_subject_id"] == "4", "the rows of a subject set aside are set aside with it"


def test_a_percentage_over_one_hundred_is_set_aside(cartwheel, query, built_study):
    text = "subject_id,population,percent\nS001,CCR7+CD45RA+,12\nS001,CCR7-CD45RA-,112\n"
    (built_study.folder / "data" / "flow.csv").write_text(text, encoding="utf-8")
    mapping = (
        "sources:\n  immunophenotypes:\n    file: data/flow.csv\n    columns: {subject_id: subject_id, "
        "sample_type: {constant: product}, population: population, parent_population: {constant: live}, "
        "percent: percent}\n"
    )
    edit(built_study, "study.yml", "sources:\n", mapping)
    cartwheel("build", "--select", "layer:staging", "--study", built_study.folder)
    found = query(built_study.folder, "select column_name, reason from raw.rejects")
    assert found == [{"column_name": "percent", "reason": "above_maximum"}]


def test_a_wrong_sheet_is_refused(cartwheel, built_study):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Responses"
    book.active.append(["subject_id", "study_day", "response"])
    book.active.append(["S001", 30, "CR"])
    book.save(built_study.folder / "data" / "responses.xlsx")
    edit(built_study, "study.yml", "file: data/responses.csv", "file: data/responses.xlsx\n    sheet: Response")
    done = cartwheel("build", "--study", built_study.folder, exit_code=DATA_ERROR)
    assert "Responses" in done.stderr
    assert "data/responses.xlsx" in done.stderr
