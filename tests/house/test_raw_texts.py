"""The text of a cell is read through macros alone, which know every blank and every word for missing.

`study_day is not null` is true of `NA`, and the engine's own `trim` leaves a tab: each once let through what no one had read.
"""

import re

import pytest

from tests.house.files import ROOT, name_of, repository_files
from warehouse.contract import PROVENANCE, load_contract

SQL = [path for path in repository_files() if name_of(path).startswith("sql/") and path.suffix == ".sql"]
STAGING = [path for path in SQL if path.parent.name == "staging"]
RULES = [
    (name, rule)
    for name, source in load_contract(ROOT / "sql" / "sources.yml").sources.items()
    for rule in source.rules
]
TRIMS = {"sql/macros/types.sql": 1}  # the macro `trimmed` itself


def outside_macros(text):
    """What stands outside of braces, header and comments."""
    return re.sub(r"\{\{.*?\}\}|/\*.*?\*/|--[^\n]*", " ", text, flags=re.DOTALL)


def columns_read(text, names):
    return sorted(set(re.findall(r"\w+", outside_macros(text))) & set(names))


def cells_read(text):
    return sorted(set(re.findall(r"\breceived\.(\w+)", outside_macros(text))) - set(PROVENANCE))


@pytest.mark.parametrize(("source", "rule"), RULES, ids=lambda each: getattr(each, "reason", each))
def test_a_rule_of_the_contract_reads_a_column_through_a_macro(source, rule):
    columns = load_contract(ROOT / "sql" / "sources.yml").sources[source].columns
    assert columns_read(rule.holds, columns) == []


@pytest.mark.parametrize("path", STAGING, ids=name_of)
def test_a_staging_model_reads_a_cell_through_a_macro(path):
    assert cells_read(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_blanks_are_cut_off_by_the_macro(path):
    assert len(re.findall(r"\btrim\(", path.read_text(encoding="utf-8"))) == TRIMS.get(name_of(path), 0)


def test_the_search_finds():
    assert columns_read("study_day is not null or {{ as_date('sample_date') }} > 0", ["study_day", "sample_date"]) == [
        "study_day"
    ]
    assert cells_read("/* received.x */ select received.grade, {{ as_id('received.id') }}, received.source_row") == [
        "grade"
    ]
