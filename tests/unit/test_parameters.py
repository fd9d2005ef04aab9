"""What is written after --set becomes a value of the type a person means by it, and stays one value whatever is in it."""

from datetime import date
from decimal import Decimal

import pytest

from cli.parameters import parameters_of
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UsageError

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
