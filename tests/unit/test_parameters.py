"""What is written after --set becomes a value of the type a person means by it, and stays one value whatever is in it."""

from datetime import date
from decimal import Decimal

import pytest

from cli.parameters import parameters_of
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UsageError
from warehouse.questions import load_questions, refuse_unknown_names

VALUES = {
    "12": 12,
    "-3": -3,
    "1.50": Decimal("1.50"),
    "007": "007",
    "1e5": "1e5",
    "nan": "nan",
    "true": True,
    "null": None,
    "2020-02-29": date(2020, 2, 29),
    '["CR", "PR"]': ["CR", "PR"],
    "'12'": "12",
    "''": "",
    "": "",
    "durable": "durable",
    "x' or 1=1 --": "x' or 1=1 --",
    "'; drop table cohort; --": "'; drop table cohort; --",
    "a=b": "a=b",
    "12345678901234567890": "12345678901234567890",
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_a_value_is_what_was_meant(text, value):
    found = parameters_of([f"name={text}"])["name"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("value", [value for value in VALUES.values() if value is not None], ids=str)
def test_the_database_gets_it_whole(value):
    assert open_memory().connection.execute("select $name", {"name": value}).fetchone() == (value,)


def test_a_name_is_written_as_the_query_has_it(tmp_path):
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "one.sql").write_text("-- One?\nselect $E, $day_1\n", "utf-8")
    (question,) = load_questions(tmp_path)
    assert question.parameters == ("E", "day_1")
    given = question.taken_of(parameters_of(["E=1", "day_1=2"]))
    assert open_memory().connection.execute(question.sql, given).fetchone() == (1, 2)


@pytest.mark.parametrize(
    "sql", ["/* costs\n$much */ select $e", "select $e, '$much'", 'select $e as "$much"', "select $e -- $much"]
)
def test_what_is_no_sql_asks_for_no_value(tmp_path, sql):
    """What a question is said to ask for stands beside the editor, and is given: the query would refuse it."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "one.sql").write_text(sql, "utf-8")
    (question,) = load_questions(tmp_path)
    assert question.parameters == ("e",)


def test_a_value_that_must_be_a_known_name_is_held_to_it_however_it_is_written():
    engine = open_memory()
    engine.execute("create schema marts; create table marts.features as select 'peak' as feature")
    refuse_unknown_names(engine, {"Feature": "peak"})
    with pytest.raises(UsageError, match="There is no Feature 'peek'"):
        refuse_unknown_names(engine, {"Feature": "peek"})


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (["grade"], "a name and a value"),
        (["=3"], "a name and a value"),
        (["Grade 1=3"], "a name and a value"),
        (["a=1", "a=2"], "gives a twice"),
        (["a=2021-02-30"], "no such day"),
        (['a=["CR"'], "not a list"),
    ],
)
def test_what_is_no_value_is_refused(pairs, words):
    with pytest.raises(UsageError, match=words):
        parameters_of(pairs)
