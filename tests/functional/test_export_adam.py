"""`cartwheel export adam` writes what the warehouse holds, in files that SAS and JSON readers read back unchanged.

The expected values are the tables themselves, asked by `cartwheel query`, and the limits of transport files version 5.
"""

import json
import re
import shutil

import pandas as pd
import pyreadstat
import pytest

from tests.functional.conftest import ROOT, run_cartwheel

DATASETS = ["adlb", "adpc", "adpp", "adrs", "adsl", "adtr", "adtte", "anlres"]


@pytest.fixture(scope="module")
def exported(study_built_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    study = shutil.copytree(study_built_once.folder, folder / "small")
    run_cartwheel(folder, "export", "adam", "adam", "--study", study)
    return folder / "adam"


def test_a_data_set_of_a_shipped_name_is_refused(built_study, cartwheel, tmp_path):
    (built_study.folder / "sql" / "adam").mkdir(parents=True)
    shutil.copy(ROOT / "sql" / "adam" / "adsl.sql", built_study.folder / "sql" / "adam")
    said = cartwheel("export", "adam", tmp_path / "adam", "--study", built_study.folder, exit_code=12).stderr
    assert "Two files make the data set 'adsl'" in said
    assert "data sets may be added, not replaced" in said
    assert not (tmp_path / "adam").exists()


def test_a_data_set_of_a_model_that_was_not_built_yet_says_so(built_study, cartwheel, tmp_path):
    """As after an update of the software, before the first build."""
    for folder in ("marts", "adam"):
        (built_study.folder / "sql" / folder).mkdir(parents=True)
    header = "about: Mine\ngrain: [subject_id]\ncolumns:\n  subject_id: {about: Subject}\n"
    select = "select subjects.subject_id from {{ ref('subjects') }} as subjects"
    (built_study.folder / "sql" / "marts" / "mine.sql").write_text(f"/*\n{header}*/\n{select}\n")
    header = "label: Mine\nclass: ADAM OTHER\nkeys: [usubjid]\ncolumns:\n"
    header += "  usubjid: {label: Subject, type: text, length: 40, origin: Assigned}\n"
    select = "select mine.subject_id as usubjid from {{ ref('mine') }} as mine"
    (built_study.folder / "sql" / "adam" / "adx.sql").write_text(f"/*\n{header}*/\n{select}\n")
    said = cartwheel("export", "adam", tmp_path / "adam", "--study", built_study.folder, exit_code=2).stderr
    assert "ADX reads marts.mine" in said
    assert "marts.mine is not built yet: cartwheel build --select mine" in said
    assert not (tmp_path / "adam").exists()


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def read_xpt(path):
    """As pyreadstat reads it: rows of texts, numbers and dates, a missing one None, and what the file says of itself."""
    frame, meta = pyreadstat.read_xport(path)
    rows = [[plain(cell) for cell in row] for row in frame.astype(object).itertuples(index=False)]
    return rows, meta


def plain(cell):
    if cell is None or cell == "" or (isinstance(cell, float) and pd.isna(cell)):
        return None
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


def test_there_is_a_file_of_each_kind_for_each_dataset(exported):
    found = sorted(path.name for path in exported.iterdir())
    assert found == sorted([f"{name}.{end}" for name in DATASETS for end in ("json", "xpt")] + ["define.json"])


@pytest.mark.parametrize("name", DATASETS)
def test_both_files_say_the_same_and_so_does_the_definition(exported, name):
    document = read_json(exported / f"{name}.json")
    rows, meta = read_xpt(exported / f"{name}.xpt")
    assert document["rows"] == rows
    assert document["records"] == len(rows)
    assert [column["name"] for column in document["columns"]] == meta.column_names
    assert {column["name"]: column["label"] for column in document["columns"]} == meta.column_names_to_labels
    assert (document["name"], document["label"]) == (meta.table_name, meta.file_label)
    (defined,) = (each for each in read_json(exported / "define.json")["datasets"] if each["name"] == document["name"])
    assert [each["name"] for each in defined["variables"]] == meta.column_names
    assert (defined["label"], defined["records"]) == (document["label"], len(rows))


@pytest.mark.parametrize("name", DATASETS)
def test_nothing_breaks_the_limits_of_a_transport_file(exported, name):
    document = read_json(exported / f"{name}.json")
    assert len(document["name"]) <= 8
    assert len(document["label"]) <= 40
    for column in document["columns"]:
        assert len(column["name"]) <= 8
        assert len(column["label"]) <= 40
        assert column.get("length", 1) <= 200


# What CDISC publishes of Dataset-JSON 1.1 (specification and JSON schema, github.com/cdisc-org/DataExchange-DatasetJson):
# attributes, which of them are required, and the types of columns. Nothing else may stand there.
TEXT, WHOLE = (str,), (int,)
ATTRIBUTES = {
    "datasetJSONCreationDateTime": TEXT, "datasetJSONVersion": TEXT, "fileOID": TEXT, "dbLastModifiedDateTime": TEXT,
    "originator": TEXT, "sourceSystem": (dict,), "studyOID": TEXT, "metaDataVersionOID": TEXT, "metaDataRef": TEXT,
    "itemGroupOID": TEXT, "isReferenceData": (bool,), "records": WHOLE, "name": TEXT, "label": TEXT, "columns": (list,),
    "rows": (list,),
}  # fmt: skip
REQUIRED = {
    "datasetJSONCreationDateTime", "datasetJSONVersion", "itemGroupOID", "records", "name", "label", "columns",
}  # fmt: skip
COLUMN = {
    "itemOID": TEXT, "name": TEXT, "label": TEXT, "dataType": TEXT, "targetDataType": TEXT, "length": WHOLE,
    "displayFormat": TEXT, "keySequence": WHOLE,
}  # fmt: skip
REQUIRED_OF_COLUMN = {"itemOID", "name", "label", "dataType"}
CELLS = {"string": (str,), "integer": (int,), "double": (int, float), "float": (int, float), "date": (str,)}
DATE_TIME = r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(:[0-5]\d(\.\d+)?)?(([+-][0-2]\d:[0-5]\d)|Z)?"


def faults_of_attributes(found, known, required):
    """What a JSON schema without additional properties would say."""
    wrong = [name for name, value in found.items() if name not in known or type(value) not in known[name]]
    return wrong + sorted(required - set(found))


@pytest.mark.parametrize("name", DATASETS)
def test_dataset_json_keeps_the_published_rules(exported, name):
    document = read_json(exported / f"{name}.json")
    assert faults_of_attributes(document, ATTRIBUTES, REQUIRED) == []
    assert set(document["sourceSystem"]) == {"name", "version"}
    assert re.fullmatch(DATE_TIME, document["datasetJSONCreationDateTime"])
    assert re.fullmatch(r"1\.1(\.(0|[1-9]\d*))?", document["datasetJSONVersion"])
    for column in document["columns"]:
        assert faults_of_attributes(column, COLUMN, REQUIRED_OF_COLUMN) == []
        assert ("targetDataType" in column) == (column["dataType"] == "date")
        assert min(column.get("length", 1), column.get("keySequence", 1)) >= 1
    assert len({column["itemOID"] for column in document["columns"]}) == len(document["columns"])
    kinds = [CELLS[column["dataType"]] for column in document["columns"]]
    for row in document["rows"]:
        assert all(cell is None or type(cell) in kind for cell, kind in zip(row, kinds, strict=True))


@pytest.mark.parametrize("name", DATASETS)
def test_pandas_reads_the_transport_file(exported, name):
    """A reader of other authors. An empty file it does not know; there the first one has to do."""
    document = read_json(exported / f"{name}.json")
    if document["records"]:
        frame = pd.read_sas(exported / f"{name}.xpt", format="xport", encoding="utf-8")
        assert list(frame.columns) == [column["name"] for column in document["columns"]]
        assert len(frame) == document["records"]


def test_subjects_and_levels_are_those_of_the_warehouse(exported, built_study, query):
    subjects = query(built_study.folder, "select subject_id, age_years, sex from marts.subjects order by 1")
    rows, meta = read_xpt(exported / "adsl.xpt")
    places = [meta.column_names.index(name) for name in ("USUBJID", "AGE", "SEX")]
    assert [tuple(row[place] for place in places) for row in rows] == [
        (row["subject_id"], float(row["age_years"]), {"female": "F", "male": "M"}[row["sex"]]) for row in subjects
    ]
    levels = query(
        built_study.folder,
        "select subject_id, study_day + 1 as ady, level from intermediate.int_car_t_levels_quantified order by 1, 2",
    )
    rows, meta = read_xpt(exported / "adpc.xpt")
    places = [meta.column_names.index(name) for name in ("USUBJID", "ADY", "AVAL")]
    assert [tuple(row[place] for place in places) for row in rows] == [
        (row["subject_id"], float(row["ady"]), float(row["level"])) for row in levels
    ]
    assert len(rows) == 24 * 3


def test_results_are_those_of_the_warehouse(exported, built_study, query):
    found = read_json(exported / "anlres.json")
    place = [column["name"] for column in found["columns"]].index("PVALUE")
    expected = query(built_study.folder, "select p_value from results.estimates where p_value is not null order by 1")
    ours = sorted(row[place] for row in found["rows"] if row[place] is not None)
    assert ours == pytest.approx([float(row["p_value"]) for row in expected])
    (counted,) = query(built_study.folder, "select count(*) as n from results.estimates")
    assert found["records"] == int(counted["n"]) > 0


def test_a_synthetic_study_says_so(exported):
    assert read_json(exported / "define.json")["synthetic"] is True
    for name in DATASETS:
        assert read_xpt(exported / f"{name}.xpt")[1].file_label.startswith("SYNTHETIC ")
        assert "synthetic" in read_json(exported / f"{name}.json")["originator"]


def test_what_is_written_can_be_read_in_again(exported, cartwheel, tmp_path):
    """Both kinds of file are input files too."""
    for end in ("xpt", "json"):
        folder = tmp_path / end
        (folder / "data").mkdir(parents=True)
        (folder / "data" / f"adsl.{end}").write_bytes((exported / f"adsl.{end}").read_bytes())
        (folder / "study.yml").write_text(
            f"study: again\nsources:\n  subjects: {{file: data/adsl.{end}, columns: {{subject_id: USUBJID, age_years: AGE}}}}\n",
            encoding="utf-8",
        )
        told = json.loads(cartwheel("check", "--study", folder, "--json").stdout)
        assert told["files"][0]["rows_accepted"] == 24


def test_a_folder_that_holds_something_is_left_alone(built_study, cartwheel, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    done = cartwheel("export", "adam", tmp_path / "full", "--study", built_study.folder, exit_code=2)
    assert "name a new folder" in done.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_text_too_long_is_refused_and_nothing_is_written(built_study, cartwheel, tmp_path):
    """A file name of 220 characters is too long for SRCFILE of a data set of the study's own."""
    own = built_study.folder / "sql" / "adam" / "adx.sql"
    own.parent.mkdir(parents=True)
    own.write_text(
        "/*\nlabel: Own\nclass: ADAM OTHER\nkeys: [usubjid]\ncolumns:\n"
        "  usubjid: {label: Subject, type: text, length: 40, origin: Predecessor}\n"
        "  note: {label: Note, type: text, length: 200, origin: Derived}\n*/\n"
        "with subjects as (select * from {{ ref('subjects') }})\n"
        "select subjects.subject_id as usubjid, repeat('x', 201) as note from subjects order by usubjid\n",
        encoding="utf-8",
    )
    done = cartwheel("export", "adam", tmp_path / "adam", "--study", built_study.folder, exit_code=11)
    assert "24 texts of NOTE in ADX are longer than the 200 bytes declared" in done.stderr
    assert "sql/adam/adx.sql:7" in done.stderr
    assert not (tmp_path / "adam").exists()
