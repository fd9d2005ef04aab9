"""Queries cut off at random places: one whose answer changes with the order of rows is refused, wherever the cut stands.

A cut is `limit`, `offset` or `fetch`, in or around parentheses, of a table, a union or another cut. The obvious way to
tell whether order counts is to ask again over the same rows in other orders.
"""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_order import answer, problem
from warehouse.models.scopes import UntraceableError

ROWS = ("select id, level from m.loose", "select id, day from m.samples", "select id, arm from m.subjects")
CUTS = ("limit 1", "limit 2", "offset 1", "limit 2 offset 1", "fetch first 2 rows only")
PLACES = (
    "{}",
    "({})",
    "with p as ({}) select * from p",
    "with p as (({})) select * from p",
    "select x.id from ({}) as x",
    "select x.id from (({})) as x",
    "select s.id from m.subjects as s where (s.id, 5) in ({})",
    "select (select sum(y.id) from ({}) as y) as total",
    "select id, age from m.subjects union all ({})",
    "({}) union all select id, age from m.subjects",
    "select s.id, y.id as other from m.subjects as s, lateral ({}) as y",
)


def drawn(chance):
    """A query and whether every cut in it has an order that tells all its rows apart."""
    sql, second = rows(chance)
    is_full = True
    for _ in range(chance.choice([1, 1, 2])):
        order = chance.choice(["", "order by id", f"order by id, {second}", f"order by {second}, id"])
        around = chance.choice(["({}) {} {}", "(({})) {} {}", "select * from ({}) as t {} {}"])
        sql = around.format(sql, order, chance.choice(CUTS))
        is_full = is_full and "," in order
    return chance.choice(PLACES).format(sql), is_full


def rows(chance):
    one, other = chance.choice(ROWS), chance.choice(ROWS)
    sql = f"{one} union all {other}" if chance.random() < 0.3 else one
    return sql, one.split()[2]


def found(sql):
    """ "right", "wrong", or "lost" where the query cannot be followed, in which any cut is refused."""
    try:
        return "wrong" if problem(sql) else "right"
    except UntraceableError:
        return "lost"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_no_cut_whose_answer_depends_on_order_is_let_through(seed):
    sql, _ = drawn(Random(seed))
    if found(sql) == "right":
        assert len({answer(sql, order) for order in range(8)}) == 1, sql


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_a_cut_in_a_full_order_is_let_through(seed):
    sql, is_full = drawn(Random(seed))
    if is_full:
        assert found(sql) != "wrong", sql


@pytest.fixture(scope="module")
def outcomes():
    counted = Counter()
    for seed in range(200):
        sql, is_full = drawn(Random(seed))
        counted[len({answer(sql, order) for order in range(8)}) > 1, is_full] += 1
    return counted


def test_there_are_cuts_of_both_kinds(outcomes):
    assert outcomes[True, False] > 50
    assert outcomes[False, True] > 50
    assert not outcomes[True, True]
