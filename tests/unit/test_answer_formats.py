"""Answers as files: nothing in one is a formula, nothing is lost that the form can hold, and a table fits its terminal."""

import csv
import json
import tempfile
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cli.formats import cell, is_formula, write_csv, write_exact_csv, write_json, write_markdown
from cli.table import draw
from cli.workbook import write_workbook
from warehouse.errors import UsageError

FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+SUM(A1)", "-x", "@now", "\t=1", "\r=1", "-2+3", "=\n1"]
NO_FORMULAS = ["=", "-", "+", "-3", "-0.5", "+1", "-1,240", "-1e5", "-5 %", "CR", "", " =1", "'=1", "1-2", "a@b"]
ROW = (1, 2.5, None, True, "a,b", date(2020, 1, 2), Decimal("1.50"), [1, None], {"x": 1}, float("nan"))
COLUMNS = tuple("integer double absent boolean text day decimal items fields nan".split())


def written(write, columns, rows):
    file = StringIO()
    count = write(tuple(columns), rows, file)
    return file.getvalue(), count


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_disarms(text):
    content, count = written(write_csv, ["a"], [(text,)])
    assert list(csv.reader(StringIO(content, newline="")))[1] == [f"'{text}"]
    assert count == 1


@pytest.mark.parametrize("text", NO_FORMULAS)
def test_csv_leaves_alone(text):
    content, count = written(write_csv, ["a", "b"], [(text, 1)])
    assert list(csv.reader(StringIO(content, newline="")))[1] == [text, "1"]
    assert count == 0


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=4))
def test_csv_reads_back(fields):
    content, _ = written(write_exact_csv, fields, [fields])
    assert list(csv.reader(StringIO(content, newline=""))) == [fields, fields]


@pytest.mark.parametrize("write", [write_csv, write_exact_csv])
@pytest.mark.parametrize("nothing", [None, "", float("nan")])
def test_a_row_of_one_missing_value_is_no_empty_line(write, nothing):
    """Two missing ages among four subjects are four rows to a program that skips empty lines."""
    content, _ = written(write, ["age"], [(50,), (nothing,), (60,), (nothing,)])
    assert content == 'age\n50\n""\n60\n""\n'
    assert len(list(csv.DictReader(StringIO(content)))) == 4


def test_csv_disarms_the_name_of_a_column():
    assert written(write_csv, ["=a"], [])[0] == "'=a\n"


def test_exact_csv_changes_nothing():
    assert written(write_exact_csv, ["=a"], [("=1+1",)])[0] == "=a\n=1+1\n"


def test_csv_of_every_type():
    content, _ = written(write_csv, COLUMNS, [ROW])
    expected = ["1", "2.5", "", "True", "a,b", "2020-01-02", "1.50", "[1, null]", '{"x": 1}', ""]
    assert list(csv.reader(StringIO(content)))[1] == expected


@pytest.mark.parametrize("text", ["0.0000000000", "0.0000001", "-1.50", "12345678901234567890.5"])
def test_a_decimal_has_the_digits_that_the_database_shows(text):
    assert written(write_csv, ["a", "b"], [(Decimal(text), 1)])[0] == f"a,b\n{text},1\n"
    assert cell(Decimal(text)) == text


def test_json_of_every_type():
    found = json.loads(written(write_json, COLUMNS, [ROW])[0])
    expected = (1, 2.5, None, True, "a,b", "2020-01-02", 1.5, [1, None], {"x": 1}, None)
    assert found == [dict(zip(COLUMNS, expected, strict=True))]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_a_list_whatever_the_number_of_rows(number):
    assert json.loads(written(write_json, ["n"], [(n,) for n in range(number)])[0]) == [{"n": n} for n in range(number)]


def test_json_refuses_two_columns_of_a_name():
    with pytest.raises(UsageError, match="Two columns are called a"):
        written(write_json, ["a", "a"], [(1, 2)])


def test_markdown_keeps_its_columns():
    content, _ = written(write_markdown, ["a|b", "c"], [("x|y\nz", None)])
    assert content == "| a\\|b | c |\n| --- | --- |\n| x\\|y z |  |\n"


# --- workbooks


def read_back(path):
    return [[(cell.value, cell.data_type) for cell in row] for row in load_workbook(path).active.iter_rows()]


@pytest.mark.parametrize("text", [*FORMULAS[:5], "'=1", "#N/A", "TRUE"])
def test_a_workbook_holds_text_as_text(tmp_path, text):
    write_workbook(("=name",), [(text,)], tmp_path / "a.xlsx")
    assert read_back(tmp_path / "a.xlsx") == [[("=name", "s")], [(text, "s")]]


def test_a_workbook_of_every_type(tmp_path):
    write_workbook((*COLUMNS, "long"), [(*ROW, 2**60)], tmp_path / "a.xlsx")
    values = [value for value, _ in read_back(tmp_path / "a.xlsx")[1]]
    assert values[:5] == [1, 2.5, None, True, "a,b"]
    assert str(values[5]).startswith("2020-01-02")
    assert values[6:] == [1.5, "[1, None]", "{'x': 1}", None, str(2**60)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12345678901234567.89"), "12345678901234567.89"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),
        (Decimal("-123456789012.345"), -123456789012.345),
        (Decimal("1000000000000000000.00"), 1e18),
        (date(1850, 3, 1), "1850-03-01"),
        (date(1900, 2, 28), "1900-02-28"),
        (datetime(1899, 12, 31, 6, 30), "1899-12-31 06:30:00"),
        (date(1900, 3, 1), datetime(1900, 3, 1)),
        ("a" * 32_767, "a" * 32_767),
    ],
)
def test_a_workbook_holds_what_it_was_given(tmp_path, value, expected):
    write_workbook(("x",), [(value,)], tmp_path / "a.xlsx")
    assert read_back(tmp_path / "a.xlsx")[1][0][0] == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 40_000, "A cell holds 32,767 letters, and a text has 40,000"),
        ("\U0001f600" * 16_384, "and a text has 32,768"),
        ("bell\x07", "a control character, which no cell holds"),
    ],
)
def test_a_workbook_refuses_a_text_that_it_would_change(tmp_path, text, said):
    with pytest.raises(UsageError, match=said) as refused:
        write_workbook(("n", "note"), [(1, "short"), (2, text)], tmp_path / "a.xlsx")
    assert refused.value.where == "row 2 of the answer, column note"
    assert not (tmp_path / "a.xlsx").exists()


def broken_off():
    """An answer that ends in a fault, as one does whose time is up."""
    yield ("S-001",)
    raise UsageError("No answer within 120 seconds")


@pytest.mark.parametrize("rows", [[("S-001",), ("bell\x07",)], broken_off()], ids=["refused", "broken off"])
def test_a_workbook_that_was_not_written_leaves_no_rows_behind(tmp_path, monkeypatch, rows):
    """What is written of it waits in the folder for temporary files, and a page that stays up would keep it there."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with pytest.raises(UsageError):
        write_workbook(("subject_id",), rows, tmp_path / "a.xlsx")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_json_keeps_the_digits_of_a_long_decimal():
    rows = [(Decimal("12345678901234567.89"), [Decimal("0.1234567890123456")], Decimal("123456789012345.00"))]
    found = json.loads(written(write_json, ["a", "b", "c"], rows)[0])
    assert found == [{"a": "12345678901234567.89", "b": ["0.1234567890123456"], "c": 123456789012345}]


def test_a_workbook_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("cli.workbook.MOST_ROWS", 3)
    with pytest.raises(UsageError, match="A sheet holds 3 rows"):
        write_workbook(("n",), [(n,) for n in range(4)], tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_workbook_that_is_too_wide_is_refused(tmp_path):
    """A sheet ends at column XFD, the 16,384th; Excel opens no file that has more."""
    names = tuple(f"c{n}" for n in range(16_385))
    with pytest.raises(UsageError, match="A sheet holds 16,384 columns, and the answer has 16,385"):
        write_workbook(names, [], tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


# --- tables on a terminal


@given(
    st.lists(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=30), min_size=1, max_size=8),
    st.integers(min_value=1, max_value=100),
)
def test_a_table_fits_whatever_width_there_is(names, width):
    drawing = draw(names, [names], width)
    assert max(map(len, drawing.lines)) <= width
    assert drawing.columns_left_out < len(names)


def test_what_is_cut_is_said():
    assert draw(["a", "b"], [("x" * 30, 1)], 20).has_cut_cells
    assert draw(["a" * 9, "b" * 9, "c" * 9], [], 20).columns_left_out == 1
    whole = draw(["a", "b"], [("x", 1)], 20)
    assert (whole.has_cut_cells, whole.columns_left_out, whole.lines) == (False, 0, ["a  b", "-  -", "x  1"])


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x08\x08b", "\x9b2J", "\x7f"])
def test_a_terminal_shows_what_it_would_otherwise_obey(text):
    """A text of a file could clear the screen, or write other numbers over those of the table."""
    shown = draw(["a"], [(text,)]).lines[-1]
    assert shown.isprintable()
    assert len(shown) == len(text)


def test_without_a_width_all_is_drawn():
    assert draw(["a"], [("x" * 500,)]).lines[-1] == "x" * 500


def test_a_formula_is_text():
    assert [value for value in (-3, -2.5, None, True, Decimal(-1)) if is_formula(value)] == []
