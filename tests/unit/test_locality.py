"""Which queries need only one subject's rows: by rule for each construct, and by trying it on rows drawn at random.

The second is the slow obvious way: the query on all rows against the same query on each subject's rows alone.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.adapters.duckdb import open_memory
from warehouse.models.identifiers import REPLICATED, Rows
from warehouse.models.locality import CrossingError, find_local, rows_of
from warehouse.models.scopes import UntraceableError

COLUMNS = {
    "raw.levels": {"subject_id": "varchar", "day": "integer", "level": "integer"},
    "raw.events": {"subject_id": "varchar", "day": "integer", "grade": "integer"},
    "seeds.units": {"day": "integer", "label": "varchar"},
}
FIRST = "row_number() over (partition by subject_id order by level, day)"

LOCAL = {
    "a filter": "select subject_id, level from raw.levels where level > 1",
    "a grouping by subject": "select subject_id, max(level) as m from raw.levels group by subject_id",
    "a grouping by all": "select subject_id, day, count(*) as n from raw.levels group by all",
    "a window within the subject": f"select subject_id, {FIRST} as place from raw.levels",
    "a qualify": f"select subject_id, day, level from raw.levels qualify {FIRST} = 1",
    "a filtered window": "select subject_id, max(day) filter (where level > 1) over (partition by subject_id) as d from raw.levels",
    "a named window": "select subject_id, sum(level) over w as s from raw.levels window w as (partition by subject_id)",
    "a join on the subject": "select l.subject_id, e.grade from raw.levels as l join raw.events as e on l.subject_id = e.subject_id",
    "a join by using": "select subject_id, l.level, e.grade from raw.levels as l full join raw.events as e using (subject_id)",
    "a left join with more conditions": "select l.subject_id, e.grade from raw.levels as l left join raw.events as e on e.day < l.day and l.subject_id = e.subject_id",
    "a join with a registry": "select l.subject_id, u.label from raw.levels as l left join seeds.units as u on l.day = u.day",
    "a registry first": "select l.subject_id, u.label from seeds.units as u join raw.levels as l on l.day = u.day",
    "a union": "select subject_id, day from raw.levels union select subject_id, day from raw.events",
    "distinct rows": "select distinct subject_id, day from raw.levels",
    "a common table expression": "with m as (select subject_id, max(day) as d from raw.levels group by 1) select l.subject_id, l.level from raw.levels as l join m on l.subject_id = m.subject_id and l.day = m.d",
    "a trimmed identifier": "with t as (select trim(subject_id) as id, level from raw.levels) select id, sum(level) as s from t group by id",
    "one that exists": "select subject_id, level from raw.levels where exists (select 1 from raw.events where events.subject_id = levels.subject_id)",
    "one that is a member": "select subject_id, level from raw.levels where subject_id in (select subject_id from raw.events)",
    "an anti join": "select l.subject_id, l.level from raw.levels as l anti join raw.events as e on l.subject_id = e.subject_id",
    "a grouping by who was found": "select e.subject_id, count(*) as n from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id where e.subject_id is not null group by e.subject_id",
    "a grouping by both sides": "select coalesce(l.subject_id, e.subject_id) as subject_id, count(*) as n from raw.levels as l full join raw.events as e on l.subject_id = e.subject_id group by 1",
    "an inner join after a left one": "with f as (select e.subject_id, l.level from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id) select f.subject_id, sum(f.level) as s from f join raw.events as e on f.subject_id = e.subject_id group by 1",
    "an identifier that is no word for missing": "with t as (select case when trim(subject_id) in ('', 'NA') then null else trim(subject_id) end as id, level from raw.levels) select id, sum(level) as s from t group by id",
    "a left join of who may be missing": "with f as (select e.subject_id, l.level from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id and e.grade > 1) select f.subject_id, f.level, e.grade from f left join raw.events as e on f.subject_id = e.subject_id",
    "a value of a registry": "select subject_id, level, (select max(day) from seeds.units) as d from raw.levels",
}
CROSSING = {
    "a total": "select count(*) as n from raw.levels",
    "a mean that the parser does not know": "select mean(level) as m from raw.levels",
    "a product that the parser does not know": "select product(level) over () as p, subject_id from raw.levels",
    "a grouping by day": "select day, count(*) as n from raw.levels group by day",
    "a window over all": "select subject_id, rank() over (order by level) as place from raw.levels",
    "a window by day": "select subject_id, avg(level) over (partition by day) as a from raw.levels",
    "a join on the day": "select l.subject_id, e.grade from raw.levels as l join raw.events as e on l.day = e.day",
    "a join on either": "select l.subject_id, e.grade from raw.levels as l join raw.events as e on l.subject_id = e.subject_id or l.day = e.day",
    "a cross join": "select l.subject_id, e.grade from raw.levels as l cross join raw.events as e",
    "a kept registry": "select u.label, l.level from seeds.units as u left join raw.levels as l on l.day = u.day",
    "a limit": "select subject_id, level from raw.levels order by all limit 2",
    "a limit around parentheses": "with l as ((select subject_id, level from raw.levels)"
    " order by subject_id, level limit 2) select subject_id, level from l",
    "a limit of a union": "select subject_id, level from raw.levels union all"
    " select subject_id, level from raw.levels order by all limit 2",
    "distinct without the subject": "select distinct day from raw.levels",
    "a union with a registry": "select subject_id, day from raw.levels union all select label, day from seeds.units",
    "an except without the subject": "select day from raw.levels except select day from raw.events",
    "a comparison with all": "select subject_id, level from raw.levels where level > (select avg(level) from raw.levels)",
    "a member by day": "select subject_id, level from raw.levels where day in (select day from raw.events)",
    "one that is no member": "select subject_id, level from raw.levels where subject_id not in (select subject_id from raw.events)",
    "a changed identifier": "with t as (select lower(subject_id) as id, level from raw.levels) select id, sum(level) as s from t group by id",
    "a part of the identifier": "select left(subject_id, 1) as site, count(*) as n from raw.levels group by 1",
    "another trim": "with t as (select trim(subject_id, 'ab') as id, level from raw.levels) select id, sum(level) as s from t group by id",
    "a grouping of those not found": "select e.subject_id, count(*) as n from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id group by e.subject_id",
    "distinct, of those not found": "select distinct e.subject_id, e.day from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id",
    "a window over those not found": "with f as (select e.subject_id, l.level from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id) select subject_id, sum(level) over (partition by subject_id) as s from f",
    "a union of those not found": "select e.subject_id from raw.levels as l left join raw.events as e on l.subject_id = e.subject_id union select subject_id from raw.events",
    "a grouping by nothing at times": "select case when level > 1 then subject_id end as id, count(*) as n from raw.levels group by 1",
    "a grouping by the right side": "select l.subject_id, count(*) as n from raw.levels as l right join raw.events as e on l.subject_id = e.subject_id group by 1",
    "a query for each row": "select l.subject_id, x.n from raw.levels as l, lateral (select count(*) as n from raw.events as e where e.day = l.day) as x",
    "a query for each row, joined": "select l.subject_id, x.n from raw.levels as l left join lateral (select count(*) as n from raw.events as e where e.day = l.day) as x on true",
    "a query for each row, without the word": "select l.subject_id, x.n from raw.levels as l, (select count(*) as n from raw.events as e where e.day = l.day) as x",
    "a query that reads itself": "with recursive t as (select subject_id, day, 0 as i from raw.levels union all select l.subject_id, l.day, t.i + 1 as i from t join raw.levels as l on l.day = t.day where t.i < 1) select subject_id, count(*) as n from t group by subject_id",
    "a row kept for a day of another": "select subject_id, level from raw.levels semi join raw.events using (day)",
    "a row left out for a day of another": "select l.subject_id, l.level from raw.levels as l anti join raw.events as e on l.day = e.day",
    "a row kept for any": "select l.subject_id from raw.levels as l semi join (select 1 as a from raw.events) as e on true",
    "a registry kept for any": "select u.label from seeds.units as u semi join raw.levels as l on u.day = l.day",
    "a registry left out for any": "select u.label from seeds.units as u anti join raw.levels as l on u.day = l.day",
    "the nearest of all to a registry": "select l.subject_id, u.label from seeds.units as u asof join raw.levels as l on u.day >= l.day",
    "a natural join by the day": "select l.subject_id, e.grade from raw.levels as l natural join (select day, grade from raw.events) as e",
    "a natural join after a comma": "select e.subject_id, x.grade from raw.events as e, seeds.units as u natural join raw.events as x",
    "a join by using after a comma": "select e.subject_id, x.grade from raw.events as e, seeds.units as u join raw.events as x using (day)",
    "other names of columns": "select t.subject_id, count(*) as n from raw.levels as t(day, subject_id, level) group by 1",
    "a pivot of all": "select p.* from (select day, level from raw.levels) pivot (sum(level) for day in (1, 2)) as p",
    "a pivot of a table": "select * from raw.levels pivot (sum(level) for day in (1, 2))",
    "an array of all": "select subject_id, array(select day from raw.events order by day) as x from raw.levels",
}
SORTED = find_local(COLUMNS, [], COLUMNS, "subject_id")


def known():
    return {name: Rows(True, frozenset({"subject_id"})) if name in SORTED.scattered else REPLICATED for name in COLUMNS}


@pytest.mark.parametrize("sql", LOCAL.values(), ids=LOCAL)
def test_this_is_local(sql):
    assert rows_of(sql, known(), COLUMNS).are_local


@pytest.mark.parametrize("sql", CROSSING.values(), ids=CROSSING)
def test_this_crosses_subjects(sql):
    with pytest.raises((CrossingError, UntraceableError)):
        assert not rows_of(sql, known(), COLUMNS).are_local


def test_a_query_of_registries_alone_is_the_same_for_all():
    assert not rows_of("select label, count(*) as n from seeds.units group by label", known(), COLUMNS).are_local


def test_what_reads_a_crossing_model_can_be_local_again():
    """A table that names subjects is divided among the groups, however it was made."""
    ranked = "select subject_id, rank() over (order by level) as place from raw.levels"
    models = [
        ("staging.ranked", ranked),
        ("staging.first", "select subject_id, min(place) as p from staging.ranked group by 1"),
        ("staging.total", "select count(*) as n from staging.first"),
        (
            "staging.shared",
            "select f.subject_id, f.p / t.n as share from staging.first as f cross join staging.total as t",
        ),
    ]
    columns = COLUMNS | {
        "staging.ranked": {"subject_id": "varchar", "place": "bigint"},
        "staging.first": {"subject_id": "varchar", "p": "bigint"},
        "staging.total": {"n": "bigint"},
        "staging.shared": {"subject_id": "varchar", "share": "double"},
    }
    found = find_local(COLUMNS, models, columns, "subject_id")
    assert found.local == {"staging.first", "staging.shared"}
    assert found.crossing == {
        "staging.ranked": "a window looks at rows of several subjects",
        "staging.total": "it sums up all rows",
    }
    assert "staging.ranked" in found.scattered
    assert "staging.total" not in found.scattered


# --- the obvious way

SUBJECTS = ["a", "b", " a", "B"]
ROWS = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 2), st.integers(0, 3)), max_size=8)
UNITS = [(0, "zero"), (1, "one"), (1, "eins")]


def answer(engine, sql, levels, events):
    for table, rows in (("raw.levels", levels), ("raw.events", events)):
        engine.execute(f"delete from {table}")
        for row in rows:
            engine.execute(f"insert into {table} values ('{row[0]}', {row[1]}, {row[2]})")
    return sorted(engine.rows(sql), key=repr)


@pytest.fixture(scope="module")
def engine():
    memory = open_memory()
    memory.execute("create schema raw; create schema seeds; create table seeds.units (day integer, label varchar)")
    memory.execute(f"insert into seeds.units values {', '.join(map(str, UNITS))}")
    memory.execute("create table raw.levels (subject_id varchar, day integer, level integer)")
    memory.execute("create table raw.events (subject_id varchar, day integer, grade integer)")
    return memory


@pytest.mark.parametrize("sql", LOCAL.values(), ids=LOCAL)
@settings(max_examples=15, deadline=None)
@given(levels=ROWS, events=ROWS)
def test_subject_by_subject_gives_the_same_rows(engine, sql, levels, events):
    groups = {subject.strip() for subject in SUBJECTS}
    apart = [
        row
        for group in groups
        for row in answer(engine, sql, *([row for row in rows if row[0].strip() == group] for rows in (levels, events)))
    ]
    assert sorted(apart, key=repr) == answer(engine, sql, levels, events)
