"""Why a value is missing: what the tests of a `case` looked at, up to the branch that was taken."""

import pytest

from tests.unit.test_lineage import KNOWN, engine
from warehouse.explaining.trace import trace
from warehouse.models.scopes import qualified

__all__ = ["engine"]  # levels: A on days 7, 14 and 28, the last without a level; B on day 7


def cells(engine, sql, *, conditions=True):
    """All cells of the one row of a query, as `levels 1 level`."""
    traced = trace(qualified(sql, KNOWN), ["x"], ["x"], conditions=conditions).sql
    ((found,),) = engine.rows(f"select all__x from ({traced})")
    return {each.removeprefix("marts.").replace("#", " ") for each in found}


A_14 = "from marts.levels where subject = 'A' and day = 14"
ASKED = {
    "the test that held": (
        f"select case when day > 7 then null when subject = 'B' then 1 else level end as x {A_14}",
        {"levels 1 day"},
    ),
    "the tests before it too": (
        f"select case when day > 20 then 1 when subject = 'A' then null else level end as x {A_14}",
        {"levels 1 day", "levels 1 subject"},
    ),
    "a branch that was not missing": (
        f"select case when day > 20 then null else level end as x {A_14}",
        {"levels 1 day", "levels 1 level"},
    ),
    "a value that is compared": (
        f"select case subject when 'A' then null else level end as x {A_14}",
        {"levels 1 subject"},
    ),
    "one case in another": (
        "select case when day > 7 then case when level > 30 then null else weight end end as x"
        " from marts.levels join marts.subjects using (subject) where levels.subject = 'A' and day = 14",
        {"levels 1 day", "levels 1 level"},
    ),
    "a case within an expression": (
        f"select coalesce(case when day > 7 then null else level end, null) as x {A_14}",
        {"levels 1 day", "levels 1 level"},
    ),
    "through a table expression": (
        "with late as (select subject, case when day > 7 then null else level end as y from marts.levels where day = 14)"
        " select y as x from late",
        {"levels 1 day"},
    ),
    "rows counted": (
        "select case when count(level) < count(*) then null else sum(level) end as x"
        " from marts.levels where subject = 'A' group by subject",
        {"levels 0 level", "levels 1 level", "levels 0 *", "levels 1 *", "levels 2 *"},
    ),
    "a row that a join found": (
        "select case when levels.level is not null then null else weight end as x from marts.subjects"
        " left join marts.levels on subjects.subject = levels.subject and day = 14 where subjects.subject = 'A'",
        {"levels 1 level"},
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_was_looked_at(engine, name):
    sql, expected = ASKED[name]
    assert cells(engine, sql) == expected


def test_of_a_value_that_is_there_only_the_value_is_followed(engine):
    sql = f"select case when day > 20 then null else level end as x {A_14}"
    assert cells(engine, sql, conditions=False) == {"levels 1 level"}
