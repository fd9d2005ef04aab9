"""A data set for exchange is refused, at its line, when its metadata cannot be written or do not fit its SQL."""

import re
from datetime import date, datetime

import pyreadstat
import pytest

from python_stats import battery
from tests.house.files import ROOT
from warehouse.errors import DataError, ModelError
from warehouse.exporting.dataset_files import write_xpt
from warehouse.exporting.datasets import Dataset, Variable, build_dataset, cell_of, load_datasets
from warehouse.models.project import load_project, sql_folders

HEADER = """/*
label: Made up
class: ADAM OTHER
keys: [usubjid]
columns:
  usubjid: {label: Subject, type: text, length: 40, origin: Assigned}
  aval: {label: Value, type: float, origin: Derived}
*/
"""
SQL = "select a.usubjid, a.aval from a"


def built(header=HEADER, name="adx", sql=SQL, is_synthetic=False):
    return build_dataset(name, header + sql, "sql/adam/adx.sql", sql, is_synthetic=is_synthetic)


def test_a_synthetic_study_is_named_in_the_label():
    assert built().label == "Made up"
    assert built(is_synthetic=True).label == "SYNTHETIC Made up"


MISTAKES = [
    ("label: Made up", "label: " + "x" * 31, "the label has 31 bytes, 30 are allowed", 2),
    ("label: Subject", "label: " + "x" * 41, "the label has 41 bytes, 40 are allowed", 6),
    ("label: Subject", "label: " + "ä" * 21, "the label has 42 bytes, 40 are allowed", 6),
    ("length: 40", "length: 201", "a length from 1 to 200", 6),
    (", length: 40", "", "a text has a length", 6),
    ("type: float", "type: float, length: 8", "nothing else has one", 7),
    ("type: float", "type: number", "not known: 'number'", 7),
    ("origin: Derived", "origin: Guessed", "not known: 'Guessed'", 7),
    ("  aval:", "  analysisvalue:", "'analysisvalue' cannot be a name", 7),
    ("  aval:", "  avalc:", "name other columns, 'avalc'", 5),
    ("keys: [usubjid]", "keys: [subjid]", "the keys name 'subjid'", 4),
    ("class: ADAM OTHER\n", "", "lacks the key 'class'", 1),
]


@pytest.mark.parametrize("old, new, what, line", MISTAKES)
def test_a_mistake_is_told_with_its_line(old, new, what, line):
    with pytest.raises(ModelError) as caught:
        built(HEADER.replace(old, new))
    assert what in caught.value.what
    assert caught.value.where.line == line


def test_a_name_of_nine_letters_is_refused():
    with pytest.raises(ModelError, match="cannot be a name"):
        built(name="adlonglab")


OTHERS = [("integer", 1.5), ("integer", True), ("date", "2019-01-01"), ("date", datetime(2019, 1, 1, 12)), ("text", 3)]


@pytest.mark.parametrize("kind, value", OTHERS)
def test_a_value_of_another_type_is_refused(kind, value):
    variable = Variable("x", "X", kind, "Derived", 5 if kind == "text" else None)
    with pytest.raises(ModelError, match="declared as"):
        cell_of(value, variable, built())


def test_an_infinite_number_is_refused():
    with pytest.raises(DataError, match="infinite"):
        cell_of(float("inf"), Variable("x", "X", "float", "Derived"), built())


@pytest.mark.parametrize("kind", ["integer", "float"])
def test_a_whole_number_that_a_double_does_not_hold_is_refused(kind):
    variable = Variable("x", "X", kind, "Derived")
    assert cell_of(-(2**53), variable, built()) == -(2**53)
    with pytest.raises(DataError, match="2 to the power of 53"):
        cell_of(2**53 + 1, variable, built())


def test_a_transport_file_keeps_numbers_dates_and_what_is_missing(tmp_path):
    """Doubles with 53 bits survive the base of 16 of the format; days before 1960 are negative there."""
    variables = (
        Variable("name", "A name", "text", "Assigned", 10),
        Variable("empty", "Nothing", "text", "Assigned", 10),
        Variable("number", "A number", "float", "Derived"),
        Variable("day", "A day", "date", "Derived"),
    )
    numbers = [0.1, 1 / 3, -(2.0**53) + 1, 1e-70, 6.02e23, 0.0, None]
    days = [date(1959, 12, 31), date(1960, 1, 1), date(2019, 2, 28), None, None, None, date(1900, 1, 1)]
    rows = tuple(("é" * 5, None, number, day) for number, day in zip(numbers, days, strict=True))
    write_xpt(tmp_path / "x.xpt", Dataset("x", "Label", "ADAM OTHER", ("name",), variables, "", "", rows))
    frame, meta = pyreadstat.read_xport(tmp_path / "x.xpt")
    assert frame["NUMBER"].astype(object).where(frame["NUMBER"].notna(), None).tolist() == numbers
    assert [day if isinstance(day, date) else None for day in frame["DAY"]] == days
    assert set(frame["NAME"]) == {"é" * 5}
    assert set(frame["EMPTY"]) == {""}
    assert meta.original_variable_types["DAY"] == "DATE9"
    assert meta.column_names_to_labels == {"NAME": "A name", "EMPTY": "Nothing", "NUMBER": "A number", "DAY": "A day"}


def test_a_code_of_a_parameter_has_at_most_eight_characters():
    """Written codes; those made of the names of analytes are cut to eight in the SQL."""
    folder = ROOT / "studies" / "zuma1"
    project = load_project(folder, battery, use_cache=False)
    codes = {
        dataset.name: re.findall(r"'([^']+)' as paramcd", dataset.sql)
        for dataset in load_datasets(project, sql_folders(folder), "adam")
    }
    assert {name for name, written in codes.items() if written} == {"adpp", "adrs", "adtr", "adtte"}
    assert all(len(code) <= 8 for written in codes.values() for code in written)
