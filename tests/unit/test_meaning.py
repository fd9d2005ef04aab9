"""Units and grains are followed through SQL as far as they are certain, and nothing right is called wrong."""

from fractions import Fraction

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from warehouse.judging import units
from warehouse.judging.meaning import Meaning, kind_of, problems
from warehouse.judging.multiply import multiplied

KNOWN = {
    "m.samples": {
        "id": Meaning(None, "text"),
        "day": Meaning("d", "number"),
        "il6": Meaning("pg/mL", "number"),
        "ferritin": Meaning("ng/mL", "number"),
        "length": Meaning("mm", "number"),
        "share": Meaning("1", "number"),
        "analyte": Meaning(None, "text"),
    },
    "m.subjects": {"id": Meaning(None, "text"), "area": Meaning("mm2", "number")},
}
GRAINS = {"m.samples": ("id", "day"), "m.subjects": ("id",)}


def scope(sql):
    schema = {"m": {name.removeprefix("m."): dict.fromkeys(columns, "varchar") for name, columns in KNOWN.items()}}
    return build_scope(qualify(sqlglot.parse_one(sql, dialect="duckdb"), schema=schema, dialect="duckdb"))


RIGHT = {
    "a length squared is an area": ("select length * length as x from m.samples", "mm2"),
    "a ratio of equal units has none": ("select il6 / il6 as x from m.samples", "1"),
    "a share changes no unit": ("select il6 * share as x from m.samples", "pg/mL"),
    "a number may convert": ("select ferritin * 1000 as x from m.samples", "pg/mL"),
    "a number may convert before adding": ("select il6 + ferritin * 1000 as x from m.samples", "pg/mL"),
    "an aggregate keeps the unit": ("select sum(il6) as x from m.samples", "pg/mL"),
    "a window keeps the unit": ("select lag(il6) over (partition by id order by day) as x from m.samples", "pg/mL"),
    "an area under a curve": ("select day * il6 as x from m.samples", "d.pg/mL"),
    "a count has no unit": ("select count(il6) as x from m.samples", "d"),
    "values of several units in one column, told apart by another": (
        "select 'il6' as name, il6 as x from m.samples union all select 'ferritin', ferritin from m.samples",
        None,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name):
    sql, unit = RIGHT[name]
    assert problems(scope(sql), KNOWN, {"x": unit}) == []


WRONG = {
    "a length is no area": "select length as x from m.samples",
    "a product with the unit of one side": "select length * day as x from m.samples",
    "through a subquery": "select x from (select length as x from m.samples)",
    "through a scalar subquery": "select (select max(length) from m.samples) as x from m.subjects",
    "through a least": "select least(area, 5, length) as x from m.subjects join m.samples using (id)",
    "in a between": "select area as x from m.subjects join m.samples using (id) where area between 0 and length",
    "in a list": "select area as x from m.subjects join m.samples using (id) where area in (length, 5)",
    "in a join": "select area as x from m.subjects as a join m.samples as b on a.area < b.length",
    "in an order of rows": "select area as x from m.subjects join m.samples using (id) qualify max(area) over () > length",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name):
    assert len(problems(scope(WRONG[name]), KNOWN, {"x": "mm2"})) == 1


ONE_ROW = {
    "by the whole grain": "select a.id, a.day from m.samples as a join m.samples as b on a.id = b.id and a.day = b.day",
    "by the grain of the other": "select a.id, a.day from m.samples as a join m.subjects as b on a.id = b.id",
    "by a constant": "select a.id, a.area as day from m.subjects as a join m.samples as b on a.id = b.id and b.day = 0",
    "by way of a third": "select a.id, b.day from m.subjects as a join m.samples as b on a.id = b.id"
    " join m.samples as c on c.id = a.id and c.day = b.day",
    "after grouping": "select a.id, max(b.day) as day from m.subjects as a join m.samples as b on a.id = b.id group by a.id",
    "where a filter may choose": "select a.id, 1 as day from m.subjects as a join m.samples as b on a.id = b.id"
    " where b.analyte is not null",
    "where a subquery chose": "select a.id, 1 as day from m.subjects as a"
    " join (select * from m.samples qualify row_number() over (partition by id order by day) = 1) as b on a.id = b.id",
}


@pytest.mark.parametrize("name", ONE_ROW)
def test_a_join_that_keeps_the_grain_passes(name):
    grain = ("id", "day") if "b.day" in ONE_ROW[name] or "a.day" in ONE_ROW[name] else ("id",)
    assert multiplied(scope(ONE_ROW[name]), grain, GRAINS) is None


MANY_ROWS = {
    "by half the grain": "select a.id from m.subjects as a join m.samples as b on a.id = b.id",
    "by nothing": "select a.id from m.subjects as a cross join m.samples as b",
    "behind names": "with b as (select id as who, day as at from m.samples)"
    " select a.id from m.subjects as a left join b on a.id = b.who",
    "below a select": "with j as (select a.id, b.il6 from m.subjects as a join m.samples as b on a.id = b.id)"
    " select j.id, j.il6 from j",
    "without a join": "select id from m.samples",
}


@pytest.mark.parametrize("name", MANY_ROWS)
def test_a_join_that_multiplies_is_found(name):
    assert "says which" in multiplied(scope(MANY_ROWS[name]), ("id",), GRAINS).what


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("pg/mL", "ng/mL", Fraction(1, 1000)),
        ("mg/L", "pg/mL", 10**6),
        ("mm2", "m2", Fraction(1, 10**6)),
        ("d", "h", None),
    ],
)
def test_prefixes_say_how_to_convert(one, other, times):
    assert units.factor(one, other) == times


UNITS = st.sampled_from(["pg/mL", "d", "mm2", "{cells}/uL", "1", "10*6{cells}", "1/d", "U/L", "%"])


@given(UNITS, UNITS)
def test_a_quotient_undoes_a_product(one, other):
    assert units.is_same(units.product(units.product(one, other), other, -1), one)
    assert units.is_same(units.product(one, other), units.product(other, one))


def test_kinds_of_types():
    types = ("VARCHAR", "DOUBLE", "BIGINT", "DATE", "BOOLEAN", "TIMESTAMP", "DECIMAL(18,3)", "VARCHAR[]", "BLOB")
    assert [kind_of(each) for each in types] == [
        "text",
        "number",
        "number",
        "date",
        "boolean",
        "date",
        "number",
        None,
        None,
    ]
