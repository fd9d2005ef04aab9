"""A word for missing is an empty cell: no rule of the contract and no step of a mapping makes more of it.

A progression whose day is `NA` would otherwise be accepted and count on no day, and its subject would stay in response.
"""

import csv
import io
from itertools import combinations

import pytest

from tests.small_cohort import Cohort, shipped_contract

WORDS = ["NA", "n/a", "N.A.", "NaN", ".", "null", "   ", "\t", "\u00a0", " NA\t"]
SOURCES = shipped_contract().brought
BY_TYPE = {"id": "A", "text": "x", "date": "2020-01-01", "boolean": "no", "result": "5", "percent": "5"}
# What the rules that look at several columns let pass.
BY_NAME = {"birth_date": "1960-01-01", "conditioning_date": "2019-12-25", "conditioning_day": "-5",
           "analyte": "ferritin", "unit": "ng/mL"}  # fmt: skip


def text_of(column):
    if column.values:
        return column.values[0]
    return BY_NAME.get(column.name, BY_TYPE.get(column.type, "1"))


def rows_without(source):
    """One or two columns to leave empty, and a row that has all others."""
    full = {name: text_of(column) for name, column in SOURCES[source].columns.items()}
    return [
        (columns, full)
        for number in (1, 2)
        for columns in combinations(full, number)
        if not set(columns) & set(SOURCES[source].key)
    ]


def reasons(folder, source, rows):
    """By row, the columns and reasons for which it was set aside."""
    cohort, text = Cohort(folder), io.StringIO()
    names = list(SOURCES[source].columns)
    csv.writer(text).writerows([names, *([row[name] for name in names] for row in rows)])
    cohort.write("rows.csv", text.getvalue())
    mapping = f"{{file: rows.csv, columns: {{{', '.join(f'{name}: {name}' for name in names)}}}}}"
    if source == "subjects":
        cohort.describe("", subjects=mapping)
    else:
        cohort.describe(f"{source}: {mapping}")
    engine, _ = cohort.read()
    found = [set() for _ in rows]
    for row, column, reason in engine.rows("select source_row, column_name, reason from raw.rejects"):
        found[row - 2].add((column, reason))
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_a_row_is_set_aside_for_a_word_as_for_an_empty_cell(tmp_path, source):
    cases = [(columns, full, word) for columns, full in rows_without(source) for word in ["", *WORDS]]
    rows = [full | dict.fromkeys(columns, word) for columns, full, word in cases]
    if source == "subjects":
        rows = [row | {"subject_id": f"A{number}"} for number, row in enumerate(rows)]
    found = reasons(tmp_path, source, rows)
    empty = {columns: each for (columns, _, word), each in zip(cases, found, strict=True) if word == ""}
    assert [
        (columns, word, each) for (columns, _, word), each in zip(cases, found, strict=True) if each != empty[columns]
    ] == []


def test_some_rows_are_set_aside_for_what_is_empty_and_some_are_not(tmp_path):
    """Else the test above would hold of rows that are all set aside for something else."""
    full = {name: text_of(column) for name, column in SOURCES["responses"].columns.items()}
    undated = dict.fromkeys(["study_day", "assessment_date"], "")
    assert reasons(tmp_path, "responses", [full, full | undated]) == [set(), {("study_day", "undated_assessment")}]


def test_what_a_map_does_not_list_is_not_the_word_for_missing(tmp_path):
    """`otherwise` would make another event of one that nobody named, and a grade 0 of CRS beside it."""
    cohort = Cohort(tmp_path)
    cohort.write("e.csv", "\n".join(["id,term", "A,CRS", "A,Headache", *(f'A,"{word}"' for word in ["", *WORDS])]))
    columns = "subject_id: id, event: {column: term, values: {CRS: CRS}, otherwise: other}, scale: {constant: CTCAE}"
    cohort.describe(f"toxicities: {{file: e.csv, columns: {{{columns}}}}}")
    engine, _ = cohort.read()
    assert engine.rows("select event from raw.toxicities order by 1") == [("CRS",), ("other",)]
    rejects = engine.rows("select source_row, column_name, reason from raw.rejects order by 1")
    assert rejects == [(row, "event", "required") for row in range(4, 5 + len(WORDS))]
