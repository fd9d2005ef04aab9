"""Every aggregate of the database is known as one: a model that sums up all rows must never be built group by group.

The list is the database's own, so that a new version of it is noticed.
"""

import re

import pytest
from sqlglot import exp
from sqlglot.errors import SqlglotError

from warehouse.adapters.duckdb import open_memory
from warehouse.models.scopes import UntraceableError, aggregates, qualified

KNOWN = {"raw.levels": {"day": "integer", "level": "double"}}
# How they may be called: the first that the parser takes.
CALLS = ("level", "level, day", "level, 0.5", "level, day, 3", "level, day, 1, 3", "")


def database_aggregates():
    """The aggregates, and the macros that are made of one."""
    memory = open_memory()
    listed = "select distinct function_name, {} from duckdb_functions() where function_type = '{}'"
    found = {name for name, _ in memory.rows(listed.format("null", "aggregate"))}
    macros = {
        name: set(re.findall(r"\w+(?=\()", text))
        for name, text in memory.rows(listed.format("macro_definition", "macro"))
    }
    memory.close()
    while more := {name for name, calls in macros.items() if calls & found} - found:
        found |= more
    return sorted(found)


@pytest.mark.parametrize("name", database_aggregates())
def test_it_sums_up_rows(name):
    for call in CALLS:
        try:
            root = qualified(f"select {name}({call}) as x from raw.levels", KNOWN)
        except (UntraceableError, SqlglotError):
            continue
        (made,) = root.expression.selects
        assert aggregates(made.unalias()), call
        return
    pytest.fail("the parser takes no call of it")


def test_a_function_of_one_row_does_not():
    (made,) = qualified("select list_sum([level]) as x from raw.levels", KNOWN).expression.selects
    assert not aggregates(made)
    assert made.find(exp.AggFunc) is None


@pytest.mark.parametrize(
    ("sql", "written"),
    {
        "mean(distinct level)": "AVG(DISTINCT levels.level)",
        "mad(level) filter (where day > 1)": "MAD(levels.level) FILTER(WHERE levels.day > 1)",
        "product(level order by day)": "PRODUCT(levels.level ORDER BY levels.day)",
        "arg_max_null(level, day)": "ARG_MAX(levels.level, levels.day)",
    }.items(),
)
def test_it_keeps_its_parts(sql, written):
    (made,) = qualified(f"select {sql} as x from raw.levels", KNOWN).expression.selects
    assert made.unalias().sql("duckdb") == written
