"""studies/MAPPING.md says what every key of a mapping does, by example; each example is carried out here as written."""

import re

import pytest

from tests.small_cohort import ROOT, Cohort
from warehouse.studies.data_file import FILE_KEYS
from warehouse.studies.mapping_columns import COLUMN_KEYS
from warehouse.studies.mapping_steps import STEP_KEYS
from warehouse.studies.study import MAPPING_KEYS

MANUAL = (ROOT / "studies" / "MAPPING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SUBJECTS = "subjects: {file: subjects.csv, columns: {subject_id: id}}\n"


def examples():
    """Title -> blocks. An example begins with its first file after the rows of the one before."""
    for section in re.split(r"^### ", MANUAL, flags=re.MULTILINE)[1:]:
        title, blocks = section.splitlines()[0], []
        for kind, name, text in BLOCK.findall(section):
            if kind == "csv" and any(before != "csv" for before, *_ in blocks):
                yield pytest.param(blocks, id=title)
                blocks = []
            blocks.append((kind, name, text))
        yield pytest.param(blocks, id=title)


def table(text):
    rows = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    return rows[0], [tuple(row) for row in rows[1:]]


def lines_of(blocks, kind):
    return [line for found, _, text in blocks if found == kind for line in text.strip().splitlines()]


@pytest.mark.parametrize("blocks", list(examples()))
def test_an_example_does_what_it_says(tmp_path, blocks):
    cohort = Cohort(tmp_path)
    cohort.write("subjects.csv", "id\nA\nB\nC\n")
    for kind, name, text in blocks:
        if kind == "csv":
            cohort.write(name, text)
    (mapping,) = [text for kind, _, text in blocks if kind == "yaml"]
    mapping = mapping if mapping.startswith("subjects:") else SUBJECTS + mapping
    lines = ["study: example", "sources:", *(f"  {line}" for line in mapping.splitlines()), ""]
    cohort.write("study.yml", "\n".join(lines))
    engine, readings = cohort.read()
    source = list(readings)[-1]
    columns, rows = table("\n".join(lines_of(blocks, "text")))
    # Days in order as numbers, because 7 comes before 30.
    found = engine.rows(f"select {', '.join(columns)} from raw.{source}")
    assert sorted(found, key=str) == sorted(rows, key=str)
    assert rejected(engine) == lines_of(blocks, "rejects")
    changes = lines_of(blocks, "changed")
    assert not changes or changed(engine) == changes
    left_out = [
        f"{item.declared}: {item.changed}"
        for item in readings[source][0].changes
        if item.rule in ("only", "unpivot") and item.changed
    ]
    assert left_out == lines_of(blocks, "filtered")
    for reading in (reading for several in readings.values() for reading in several):
        parts = (reading.rows_accepted, reading.rows_rejected, reading.rows_duplicated, reading.rows_filtered)
        assert reading.rows_read == sum(parts) + reading.rows_merged


def rejected(engine):
    rows = engine.rows("select source_file, source_row, column_name, reason from raw.rejects order by all")
    return [f"{file} row {row} {column}: {reason}" for file, row, column, reason in rows]


def changed(engine):
    query = "select source_file, source_row, source_column, received, became, rules from raw.changed_cells order by all"
    return [
        f"{file} row {row} {column}: {received or 'nothing'} -> {became or 'nothing'} ({rules})"
        for file, row, column, received, became, rules in engine.rows(query)
    ]


@pytest.mark.parametrize("key", sorted({*MAPPING_KEYS, *FILE_KEYS, *STEP_KEYS, *COLUMN_KEYS}))
def test_the_manual_tells_of_every_key(key):
    assert re.search(rf"\b{key}\b", MANUAL), f"studies/MAPPING.md says nothing of '{key}'"
