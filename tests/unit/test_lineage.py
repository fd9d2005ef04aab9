"""What a column is made from, and which cells of which rows: on queries small enough to count by hand."""

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.explaining.lineage import column_lineage
from warehouse.explaining.trace import trace
from warehouse.models.scopes import UntraceableError, qualified

KNOWN = {
    "marts.levels": {"subject": "varchar", "day": "integer", "level": "double"},
    "marts.subjects": {"subject": "varchar", "weight": "double"},
}
# Row numbers as the database counts them: from 0.
LEVELS = [("A", 7, 10.0), ("A", 14, 40.0), ("A", 28, None), ("B", 7, 5.0)]
SUBJECTS = [("A", 70.0), ("B", 80.0), ("C", 90.0)]


@pytest.fixture(scope="module")
def engine():
    memory = open_memory()
    memory.execute("create schema marts")
    for name, rows in (("levels", LEVELS), ("subjects", SUBJECTS)):
        columns = KNOWN[f"marts.{name}"]
        memory.write(f"marts.{name}", columns, [dict(zip(columns, row, strict=True)) for row in rows])
    return memory


def origins(sql, column):
    """`levels.level` for what goes into the value, `levels.day order` for what plays another part."""
    found = column_lineage(sql, KNOWN)[column]
    role = {each: "" if each.role == "value" else f" {each.role}" for each in found}
    return {f"{each.relation.removeprefix('marts.')}.{each.column}{role[each]}" for each in found}


LINEAGE = {
    "renamed": ("select level as x from marts.levels", {"levels.level"}),
    "computed": (
        "select level / weight as x from marts.levels join marts.subjects using (subject)",
        {"levels.level", "subjects.weight", "levels.subject join", "subjects.subject join"},
    ),
    "filtered": ("select level as x from marts.levels where day > 7", {"levels.level", "levels.day filter"}),
    "grouped": ("select max(level) as x from marts.levels group by subject", {"levels.level", "levels.subject group"}),
    "through a table expression": (
        "with late as (select * from marts.levels where day > 7) select sum(level) as x from late",
        {"levels.level", "levels.day filter"},
    ),
    "the first of a window": (
        "select level as x from marts.levels qualify row_number() over (partition by subject order by day) = 1",
        {"levels.level", "levels.subject order", "levels.day order"},
    ),
    "the value at the maximum of another": (
        "select arg_max(day, level) as x from marts.levels",
        {"levels.day", "levels.level order"},
    ),
    "a list in an order": (
        "select list(level order by day) as x from marts.levels",
        {"levels.level", "levels.day order"},
    ),
    "a sum in the order of its parts": (
        "select sum(level order by level) as x from marts.levels",
        {"levels.level", "levels.level order"},
    ),
    "a quantile within the group": (
        "select percentile_cont(0.5) within group (order by level) as x from marts.levels",
        {"levels.level"},
    ),
    "the first few in an order": (
        "select level as x from marts.levels order by day limit 2",
        {"levels.level", "levels.day order"},
    ),
    "a case that yields a column": (
        "select case when day > 7 then level end as x from marts.levels",
        {"levels.level", "levels.day filter"},
    ),
    "words, of which some are said by a case within": (
        "select case when day > 7 then case when level > 1 then 'high' else 'low' end else 'early' end as x"
        " from marts.levels",
        {"levels.level", "levels.day"},
    ),
    "a column within a case within": (
        "select case when day > 7 then case when level > 1 then level else 0 end else 0 end as x from marts.levels",
        {"levels.level", "levels.level filter", "levels.day filter"},
    ),
    "rows counted": ("select count(*) as x from marts.levels", {"levels.*"}),
    "a subquery": (
        "select level / (select max(weight) from marts.subjects) as x from marts.levels",
        {"levels.level", "subjects.weight"},
    ),
    "a union": (
        "select level as x from marts.levels union all select weight from marts.subjects",
        {"levels.level", "subjects.weight"},
    ),
    "nothing": ("select 1 as x from marts.levels", set()),
}


@pytest.mark.parametrize(("sql", "expected"), LINEAGE.values(), ids=LINEAGE.keys())
def test_a_column_is_made_from(sql, expected):
    assert origins(sql, "x") == expected


def cells(engine, sql, column="x"):
    """For each row of the query: all cells that went in, and those that decided, as `levels 1 level`."""
    traced = trace(qualified(sql, KNOWN), [column], [column]).sql
    rows = engine.rows(f'select "all__{column}", "own__{column}" from ({traced})')
    return [tuple({each.removeprefix("marts.").replace("#", " ") for each in part} for part in row) for row in rows]


def both(*names):
    return set(names), set(names)


def in_order(rows):
    """Rows of a query without an order; sets have none either, so their names are sorted first."""
    return sorted(rows, key=lambda row: [sorted(part) for part in row])


def test_a_computed_value_has_the_cells_of_its_row(engine):
    sql = "select level / weight as x from marts.levels join marts.subjects using (subject) where day = 14"
    assert cells(engine, sql) == [both("levels 1 level", "subjects 0 weight")]


def test_a_maximum_saw_all_and_one_decided(engine):
    sql = "select max(level) as x from marts.levels group by subject order by subject"
    assert cells(engine, sql) == [
        ({"levels 0 level", "levels 1 level"}, {"levels 1 level"}),
        both("levels 3 level"),
    ]


def test_a_mean_is_decided_by_every_value_that_is_there(engine):
    sql = "select avg(level) as x from marts.levels where subject = 'A'"
    assert cells(engine, sql) == [both("levels 0 level", "levels 1 level")]


def test_what_orders_a_list_is_no_part_of_it(engine):
    sql = "select list(subject order by day desc) as x from marts.levels where subject = 'A'"
    assert cells(engine, sql) == [both("levels 0 subject", "levels 1 subject", "levels 2 subject")]


def test_a_quantile_within_a_group_is_made_of_what_it_orders(engine):
    sql = "select percentile_cont(0.5) within group (order by level) as x from marts.levels where day = 7"
    assert cells(engine, sql) == [both("levels 0 level", "levels 3 level")]


def test_a_filtered_aggregate_saw_only_what_passed(engine):
    sql = "select sum(level) filter (where day > 7) as x from marts.levels"
    assert cells(engine, sql) == [both("levels 1 level")]


def test_the_last_row_of_a_window_decides_among_its_partition(engine):
    sql = (
        "select subject, day as x from marts.levels"
        " qualify row_number() over (partition by subject order by day desc) = 1 order by subject"
    )
    assert cells(engine, sql) == [
        ({"levels 0 day", "levels 1 day", "levels 2 day"}, {"levels 2 day"}),
        both("levels 3 day"),
    ]


def test_a_row_that_a_left_join_did_not_find_has_no_cells(engine):
    sql = (
        "select level as x from marts.subjects left join marts.levels on levels.subject = subjects.subject"
        " where subjects.subject = 'C'"
    )
    assert cells(engine, sql) == [both()]


def test_distinct_rows_come_from_all_their_likes(engine):
    assert cells(engine, "select distinct subject as x from marts.levels order by x") == [
        both("levels 0 subject", "levels 1 subject", "levels 2 subject"),
        both("levels 3 subject"),
    ]


def test_a_union_keeps_the_cells_of_each_branch(engine):
    sql = "select level as x from marts.levels where day = 14 union all select weight from marts.subjects where subject = 'B'"
    assert in_order(cells(engine, sql)) == in_order([both("levels 1 level"), both("subjects 1 weight")])


def test_a_row_of_a_union_comes_from_all_its_likes(engine):
    """Of either branch, and of a union within another; B is in both tables, C in one."""
    both_tables = "select subject as x from marts.levels union select s.subject from marts.subjects as s"
    expected = [
        both("levels 0 subject", "levels 1 subject", "levels 2 subject", "subjects 0 subject"),
        both("levels 3 subject", "subjects 1 subject"),
        both("subjects 2 subject"),
    ]
    assert in_order(cells(engine, f"with u as ({both_tables}) select x from u")) == in_order(expected)
    assert in_order(cells(engine, both_tables)) == in_order(expected)
    thrice = f"with u as (({both_tables}) union all select 'C') select count(*) as n, x from u group by x order by x"
    assert cells(engine, thrice) == expected


def test_what_is_left_of_rows_is_not_followed():
    sql = "select subject as x from marts.subjects except select subject from marts.levels"
    with pytest.raises(UntraceableError, match="union all"):
        trace(qualified(sql, KNOWN), ["x"], ["x"])


def test_a_count_that_is_only_looked_at_is_no_value(engine):
    sql = (
        "with late as (select * from marts.levels where day > 7)"
        " select case when count(*) > 1 then max(level) end as x from late"
    )
    assert cells(engine, sql) == [both("levels 1 level")]


def test_a_count_is_made_of_rows(engine):
    assert cells(engine, "select count(*) as x from marts.subjects") == [
        both("subjects 0 *", "subjects 1 *", "subjects 2 *")
    ]


def test_the_one_value_of_a_subquery_has_its_cells(engine):
    top = "select subject, (select max(l.level) from marts.levels as l) as x from marts.subjects where subject = 'C'"
    assert cells(engine, top) == [({"levels 0 level", "levels 1 level", "levels 3 level"}, {"levels 1 level"})]
    own = (
        "select (select max(l.level) from marts.levels as l where l.subject = s.subject) / s.weight as x"
        " from marts.subjects as s order by s.subject"
    )
    assert cells(engine, own) == [
        ({"levels 0 level", "levels 1 level", "subjects 0 weight"}, {"levels 1 level", "subjects 0 weight"}),
        both("levels 3 level", "subjects 1 weight"),
        both("subjects 2 weight"),
    ]


def test_a_subquery_may_read_a_table_expression(engine):
    sql = (
        "with late as (select level from marts.levels where day = 14)"
        " select weight / (select level from late) as x from marts.subjects where subject = 'A'"
    )
    assert cells(engine, sql) == [both("levels 1 level", "subjects 0 weight")]


def test_a_subquery_beside_counted_rows_and_one_alone(engine):
    shares = (
        "select count(*) as n, count(*) / (select count(*) from marts.subjects) as x from marts.levels"
        " where day = 7 group by day"
    )
    found = both("levels 0 *", "levels 3 *", "subjects 0 *", "subjects 1 *", "subjects 2 *")
    assert cells(engine, shares) == [found]
    assert cells(engine, shares, "n") == [both("levels 0 *", "levels 3 *")]
    alone = "select (select weight from marts.subjects where subject = 'B') as x"
    assert cells(engine, alone) == [both("subjects 1 weight")]


def test_what_is_only_looked_through_is_said_not_to_be_followed(engine):
    """The value depends on rows of the subquery that no list of cells names: that must not pass for the whole."""
    sql = (
        "select case when subject in (select l.subject from marts.levels as l) then 1 else 0 end as x, weight as w"
        " from marts.subjects where subject = 'C'"
    )
    assert cells(engine, sql) == [both("subjects 2 subject")]
    assert not trace(qualified(sql, KNOWN), ["x"], ["x"]).whole
    assert trace(qualified(sql, KNOWN), ["w"], ["w"]).whole


def test_a_subquery_that_hands_on_a_column_from_around_it_is_not_followed():
    sql = "select (select max(l.level) + s.weight from marts.levels as l) as x from marts.subjects as s"
    with pytest.raises(UntraceableError, match="around it"):
        trace(qualified(sql, KNOWN), ["x"], ["x"])


def test_a_list_of_different_texts_in_order_is_made_of_every_row(engine):
    sql = "select string_agg(distinct subject, ', ' order by subject) as x from marts.levels where day <= 14"
    assert cells(engine, sql) == [both("levels 0 subject", "levels 1 subject", "levels 3 subject")]


def test_the_first_of_each_key_decides_among_its_rows(engine):
    sql = "select distinct on (who) subject as who, day as x from marts.levels order by who, x desc"
    assert cells(engine, sql) == [
        ({"levels 0 day", "levels 1 day", "levels 2 day"}, {"levels 2 day"}),
        both("levels 3 day"),
    ]


def test_the_first_of_each_key_without_an_order_is_not_followed():
    with pytest.raises(UntraceableError, match="distinct on"):
        trace(qualified("select distinct on (subject) day as x from marts.levels", KNOWN), ["x"], ["x"])


@pytest.mark.parametrize("sql", ["select from where", "create table x (a int)"])
def test_what_is_no_query_is_said(sql):
    with pytest.raises(UntraceableError):
        column_lineage(sql, KNOWN)
