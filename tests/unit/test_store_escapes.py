"""A study whose tables are in a store: its Parquet files are in reach to be read, and no attempt writes beside them."""

import contextlib

import duckdb
import pytest

from tests.unit.escapes import ATTEMPTS, Attempt
from tests.unit.test_escapes import LIMITS, contents, filled, make_place
from warehouse.adapters import NotAQuestionError
from warehouse.ask import connect, open_desk
from warehouse.errors import UserError

ROWS = [("S1", 1.0), ("S2", 2.0)]
PIVOT = "(pivot (select 666 as a, 3 as b) on a using sum(b))"
COPY = "copy (select 666 as a) to '{out}/1.parquet' (format parquet)"
IN_TEXT = COPY.replace("'", "''")
HIDDEN = [
    COPY,
    "attach '{out}/z.duckdb' as z",
    f"copy {PIVOT} to '{{out}}/1.parquet' (format parquet)",
    f"explain analyze copy {PIVOT} to '{{out}}/pivot.parquet' (format parquet)",
    f"with x as ({COPY}) select 1",
    f"with x as materialized ({COPY}) from marts.cohort",
    f"explain analyze with x as ({COPY}) select 1",
    f"explain (analyze, format json) with x as ({COPY}) select 1",
    f"pivot (with x as ({COPY}) select 1 as a) on a using sum(a)",
    f"from query('with x as ({IN_TEXT}) select 1')",
    f"from json_execute_serialized_sql(json_serialize_sql('with x as ({IN_TEXT}) select 1'))",
    f"pragma json_execute_serialized_sql(json_serialize_sql('with x as ({IN_TEXT}) select 1'))",
]
TRIED = [each for each in ATTEMPTS if each.kind in ("write tables", "write files", "other databases", "settings")]
TRIED += [Attempt("hidden in a question", (step,)) for step in HIDDEN]
ASKED = [
    "from marts.levels order by all",
    "-- with words\nselect * from marts.levels order by all",
    "with two as (from marts.levels) select * from two order by all",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """As in the other attempts, with a table more, which is a view of a folder that the ledger names."""
    folder = make_place(tmp_path_factory.mktemp("place"))
    store = folder / "study/store/marts.levels/first"
    store.mkdir(parents=True)
    with duckdb.connect() as connection:
        rows = "select unnest(['S1', 'S2']) as subject_id, unnest([1.0, 2.0])::double as level"
        connection.execute(f"copy ({rows}) to '{store}/1.parquet'")
        connection.execute(f"attach '{folder}/study/warehouse.duckdb' as warehouse")
        connection.execute("create schema warehouse.meta")
        connection.execute(
            f"create table warehouse.meta.store as select 'marts.levels' as relation, '{store}' as folder"
        )
        connection.execute(f"create view warehouse.marts.levels as select * from read_parquet('{store}/*.parquet')")
    return folder


def steps(attempt, place):
    store = "study/store/marts.levels/first"
    return [filled(step.replace("{out}", str(place / store)), place, "http://127.0.0.1:1") for step in attempt.steps]


@pytest.mark.parametrize("attempt", TRIED, ids=str)
def test_the_desk_holds(attempt, place):
    before = contents(place)
    with open_desk(place / "study", LIMITS) as desk:
        for step in steps(attempt, place):
            with contextlib.suppress(UserError), desk.asked(step) as answer:
                list(answer.rows)
        with desk.asked(ASKED[0]) as answer:
            assert list(answer.rows) == ROWS
    assert contents(place) == before


@pytest.mark.parametrize("attempt", TRIED, ids=str)
def test_the_connection_of_a_notebook_holds(attempt, place):
    before = contents(place)
    with connect(place / "study", memory_limit="200MB") as connection:
        for step in steps(attempt, place):
            for way in (connection.execute, connection.sql):
                with contextlib.suppress(duckdb.Error, NotAQuestionError):
                    way(step).fetchall()
        assert connection.execute(ASKED[0]).fetchall() == ROWS
    assert contents(place) == before


@pytest.mark.parametrize("query", ASKED)
def test_questions_are_answered_as_over_any_connection(query, place):
    with connect(place / "study") as connection:
        assert connection.sql(query).fetchall() == ROWS
        assert connection.execute(query).fetchall() == ROWS
        assert connection.sql(query).df().to_dict("list") == {"subject_id": ["S1", "S2"], "level": [1.0, 2.0]}
        assert connection.sql(query).columns == ["subject_id", "level"]


def test_values_and_frames_of_ones_own_go_into_a_question(place):
    with connect(place / "study") as connection:
        above = "select count(*) from marts.levels where level > $least"
        assert connection.execute(above, {"least": 1}).fetchone() == (1,)
        assert connection.sql(above, params={"least": 0}).fetchall() == [(2,)]
        assert connection.execute("select count(*) from levels where level > ?", [1]).fetchall() == [(1,)]
        connection.register("mine", connection.sql("select subject_id from levels where level > 1").df())
        joined = "select level from levels inner join mine using (subject_id)"
        assert connection.sql(joined).fetchall() == [(2.0,)]
        assert connection.sql("pivot levels on subject_id in ('S1') using sum(level)").fetchall() == [(1.0,)]


def test_what_writes_is_not_offered_and_says_why(place):
    with connect(place / "study") as connection:
        with pytest.raises(AttributeError, match=r"'to_parquet' is not offered.*\.df\(\)"):
            connection.sql("from levels").to_parquet(str(place / "out/levels.parquet"))
        with pytest.raises(AttributeError, match="'from_query' is not offered"):
            connection.from_query("select 1")
        with pytest.raises(NotAQuestionError, match="must name its columns"):
            connection.sql("pivot levels on subject_id using sum(level)")
        with pytest.raises(duckdb.CatalogException, match="nowhere"):
            connection.sql("from nowhere")
