"""SQL whose answer depends on the order of rows or on ties is refused, and what is allowed gives one answer in any order.

What is allowed is also run: over the same rows in every order tried, it must answer alike.
"""

import random
from functools import cache

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.judging.order import order_problem, unsettled
from warehouse.models.scopes import parsed, qualified

COLUMNS = {
    "m.subjects": ("id", "arm", "age"),
    "m.samples": ("id", "day", "level", "note"),
    "m.records": ("id", "level", "source_file", "source_row"),
    "m.loose": ("id", "level"),
}
KEYS = {"m.subjects": [("id",)], "m.samples": [("id", "day")]}

ROWS = {
    "m.subjects": [(1, 0, 50), (2, 0, 50), (3, 1, 60)],
    "m.samples": [(1, 0, 5, 7), (1, 1, 5, 8), (2, 0, 5, 7), (2, 2, 4, 9), (3, 1, 5, 7)],
    "m.records": [(1, 5, 1, 1), (1, 5, 1, 2), (1, 5, 2, 1), (2, 4, 2, 2)],
    "m.loose": [(1, 5), (1, 5), (1, 4), (2, 5)],
}

RIGHT = {
    "ordered by the grain": "select id, day, row_number() over (partition by id order by day) as x from m.samples",
    "ordered by more than the grain": "select id, day, lag(level) over (order by level, id, day) as x from m.samples",
    "a place in a file": "select id, row_number() over (partition by id order by level, source_file, source_row) as x"
    " from m.records",
    "equal rows": "select id, level, row_number() over (order by id, level) as x from m.loose",
    "a rank": "select id, day, rank() over (partition by id order by level) as x from m.samples",
    "a count of all": "select id, day, count(*) over (partition by level) as x from m.samples",
    "a frame by value": "select id, day, sum(level) over (order by day) as x from m.samples",
    "a frame of rows in a full order": "select id, day, sum(level) over (partition by id order by day"
    " rows between 1 preceding and current row) as x from m.samples",
    "a named window": "select id, day, lead(level) over w as x from m.samples window w as (partition by id order by day)",
    "a filtered window": "select id, day, min(day) filter (where level > 4) over (partition by id) as x,"
    " row_number() over (partition by id order by day) as n from m.samples",
    "first of each": "select samples.id, samples.note as x from m.samples as samples"
    " qualify row_number() over (partition by samples.id order by samples.level desc, samples.day) = 1",
    "what is read again is one each": "with f as (select id, day, note from m.samples"
    " qualify row_number() over (partition by id order by day) = 1)"
    " select id, row_number() over (order by id) as x from f",
    "joined by its key": "select s.id, s.day, row_number() over (order by s.id, s.day) as x"
    " from m.samples as s left join m.subjects as p on s.id = p.id",
    "grouped": "with g as (select arm, count(*) as n from m.subjects group by arm)"
    " select arm, row_number() over (order by n, arm) as x from g",
    "grouped by itself": "select arm, count(*) as n, row_number() over (order by count(*), arm) as x"
    " from m.subjects group by arm",
    "a union told apart": "with u as (select 'a' as part, id from m.subjects union all"
    " select 'b' as part, id from m.subjects) select part, id, row_number() over (order by id, part) as x from u",
    "a list ordered by itself": "select id, string_agg(cast(note as varchar), ',' order by note) as x"
    " from m.samples group by id",
    "a list in the order of the grain": "select id, list(note order by day) as x from m.samples group by id",
    "a list sorted afterwards": "select id, list_sort(list(note)) as x from m.samples group by id",
    "the extreme with a tie-break": "select id, arg_max(note, (level, note)) as x from m.samples group by id",
    "the extreme over the grain": "select id, arg_min(note, day) as x from m.samples group by id",
    "any value of what is grouped by": "select s.id, any_value(p.age) as x from m.samples as s"
    " inner join m.subjects as p on s.id = p.id group by s.id",
    "the few first in a full order": "select id, day, note as x from m.samples order by level, id, day limit 2",
    "the few first in a full order, around parentheses": "select x.id, x.day from"
    " ((select id, day from m.samples) order by id, day limit 2) as x",
    "the one row of a sum": "select sum(level) as x from m.samples limit 1",
    "the nearest before, of the grain": "select l.id, s.note as x from m.loose as l"
    " asof left join m.samples as s on l.id = s.id and l.level >= s.day",
    "an array in a full order": "select id, array(select note from m.samples as s where s.id = p.id order by s.id, day)"
    " as x from m.subjects as p",
    "an array in its own order": "select array(select level from m.loose order by level) as x",
    "distinct on, ordered": "select distinct on (id) id, note as x from m.samples order by id, day",
}

WRONG = {
    "no order": ("select id, row_number() over () as x from m.subjects", "there is no 'order by'"),
    "ties": ("select id, row_number() over (order by age) as x from m.subjects", "order by subjects.id as well"),
    "ties within a part": (
        "select id, note as x from m.samples qualify row_number() over (partition by id order by level) = 1",
        "order by samples.day as well",
    ),
    "ties of a neighbour": (
        "select id, day, lag(level) over (order by day) as x from m.samples",
        "order by samples.id as well",
    ),
    "ties in a frame of rows": (
        "select id, sum(age) over (order by arm rows unbounded preceding) as x from m.subjects",
        "order by subjects.id as well",
    ),
    "quarters by ntile": ("select id, ntile(4) over (order by age) as x from m.subjects", "'ntile'"),
    "a join that adds rows": (
        "select p.id, s.note, row_number() over (order by p.id) as x from m.subjects as p"
        " left join m.samples as s on p.id = s.id",
        "order by s.day as well",
    ),
    "a union not told apart": (
        "with u as (select id, age from m.subjects union all select id, level as age from m.samples)"
        " select id, age, row_number() over (order by id) as x from u",
        "every column that tells the rows apart",
    ),
    "rows without a key": (
        "select id, level, row_number() over (order by id) as x from m.loose",
        "every column that tells the rows apart",
    ),
    "a list in no order": ("select arm, list(id) as x from m.subjects group by arm", "there is no 'order by'"),
    "a list in JSON": ("select arm, json_group_array(id) as x from m.subjects group by arm", "to_json(list("),
    "a list with ties": (
        "select id, string_agg(cast(note as varchar), ',' order by level) as x from m.samples group by id",
        "order by samples.day as well",
    ),
    "the extreme with ties": ("select id, arg_max(note, level) as x from m.samples group by id", "tie for the largest"),
    "any value": ("select arm, any_value(age) as x from m.subjects group by arm", "min() or max()"),
    "the first": ("select arm, first(id) as x from m.subjects group by arm", "min() or max()"),
    "the most frequent": ("select mode(age) as x from m.subjects", "min() or max()"),
    "the few first": ("select id as x from m.subjects limit 2", "there is no 'order by'"),
    "the few first with ties": ("select id as x from m.subjects order by age limit 2", "order by subjects.id as well"),
    "the few first of a union": (
        "select id as x from m.subjects union all select id from m.loose limit 2",
        "there is no 'order by'",
    ),
    "the nearest before, with ties": (
        "select p.id, s.note as x from m.subjects as p asof join m.samples as s on p.id = s.id and p.age >= s.level",
        "rows of s may tie",
    ),
    "an array in no order": (
        "select id, array(select note from m.samples as s where s.id = p.id) as x from m.subjects as p",
        "there is no 'order by'",
    ),
    "an array in an order with ties": (
        "select array(select note from m.samples order by level) as x",
        "order by samples.day, samples.id as well",
    ),
    "the few first, around parentheses": (
        "with p as ((select id from m.subjects) limit 1) select id as x from p",
        "there is no 'order by'",
    ),
    "the few first of an array": ("select array((select id from m.subjects) limit 1) as x", "there is no 'order by'"),
    "distinct on": ("select distinct on (arm) arm, id as x from m.subjects", "there is no 'order by'"),
}


def problem(sql):
    types = {name: dict.fromkeys(names, "int") for name, names in COLUMNS.items()}
    return order_problem(qualified(sql, types), COLUMNS, KEYS)


@pytest.mark.parametrize("name", RIGHT)
def test_what_any_order_answers_alike_passes(name):
    found = problem(RIGHT[name])
    assert found is None, found.what


@pytest.mark.parametrize("name", RIGHT)
def test_what_passes_answers_alike_in_any_order(name):
    assert len({answer(RIGHT[name], seed) for seed in range(12)}) == 1


@pytest.mark.parametrize("name", WRONG)
def test_what_depends_on_order_is_refused_with_what_to_do(name):
    sql, said = WRONG[name]
    found = problem(sql)
    assert found is not None
    assert said in f"{found.what} {found.hint} {found.node.sql()} {sql}"


def test_ties_do_change_the_answer():
    """Without a tie-break the database answers by the order in which rows stand, so the rule is no pedantry."""
    changing = [name for name, (sql, _) in WRONG.items() if len({answer(sql, seed) for seed in range(12)}) > 1]
    assert len(changing) >= len(WRONG) - 4


def test_a_query_that_cannot_be_followed_has_the_benefit_of_the_doubt():
    assert problem("select x, row_number() over (order by x) as n from unnest([1, 1, 2]) as t(x)") is None


def test_every_cut_is_seen_in_a_query_that_cannot_be_followed():
    for cut in ("limit 1", "offset 1", "fetch first 1 rows only"):
        assert unsettled(parsed(f"select id from m.loose {cut}"), "for a reason") is not None


def answer(sql, seed):
    """All rows of an answer, sorted, over tables whose rows stand in an order of their own."""
    for table, rows in ROWS.items():
        if table in sql:
            shuffled = random.Random(seed).sample(rows, len(rows))
            named = ", ".join(COLUMNS[table])
            listed = ", ".join(map(str, shuffled))
            database().execute(f"create or replace table {table} as select * from (values {listed}) as t ({named})")
    return repr(sorted(database().rows(sql), key=repr))


@cache
def database():
    memory = open_memory()
    memory.execute("create schema m; set threads = 1")
    return memory
