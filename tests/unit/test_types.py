"""How each type of the contract is read, example by example. A misread number is worse than a rejected one."""

from datetime import date

import pytest

from tests.small_cohort import shipped_macros
from warehouse.adapters.duckdb import open_memory

MACROS = shipped_macros()
ENGINE = open_memory()

# text, decimal mark -> value, qualifier, note; None is a text that is refused.
RESULTS = {
    ("12.5", "."): (12.5, "=", None),
    ("<0.7", "."): (0.7, "<", None),
    ("< 0.7", "."): (0.7, "<", None),
    (">2500", "."): (2500, ">", None),
    ("0.7*", "."): (0.7, "=", "*"),
    ("<0.7 **", "."): (0.7, "<", "**"),
    ("12.5 H", "."): (12.5, "=", "H"),
    ("12.5ll", "."): (12.5, "=", "LL"),
    ("≤5", "."): (5, "<=", None),
    ("≥ 5", "."): (5, ">=", None),
    (">=1.5", "."): (1.5, ">=", None),
    ("=<5", "."): (5, "<=", None),
    ("=5", "."): (5, "=", None),
    ("LESS THAN 10", "."): (10, "<", None),
    ("greater than or equal to 10", "."): (10, ">=", None),
    ("1,240", "."): (1240, "=", None),
    ("> 1,240.5", "."): (1240.5, ">", None),
    ("1 240", "."): (1240, "=", None),
    ("1\u00a0240", "."): (1240, "=", None),
    ("<5 000*", "."): (5000, "<", "*"),
    ("1.240,5", ","): (1240.5, "=", None),
    ("1.240", ","): (1240, "=", None),
    ("<0,7*", ","): (0.7, "<", "*"),
    ("-3", "."): (-3, "=", None),
    ("\u22123", "."): (-3, "=", None),
    ("1e-3", "."): (0.001, "=", None),
    ("2.5E+3", "."): (2500, "=", None),
    (".5", "."): (0.5, "=", None),
    (" 7\t", "."): (7, "=", None),
    ("n.d.", "."): (None, "<", None),
    ("ND", "."): (None, "<", None),
    ("Not Detected", "."): (None, "<", None),
    ("BLQ", "."): (None, "<", None),
    ("OOR <", "."): (None, "<", None),
    ("OOR >", "."): (None, ">", None),
    ("<LLOQ", "."): (None, "<", None),
    ("below limit of quantification", "."): (None, "<", None),
    ("> ULOQ", "."): (None, ">", None),
    ("not done", "."): (None, None, None),
    ("Nicht durchgeführt", "."): (None, None, None),
    ("non fait", "."): (None, None, None),
    ("QNS", "."): (None, None, None),
    ("NA", "."): (None, None, None),
    ("n.a.", "."): (None, None, None),
    (".", "."): (None, None, None),
    ("", "."): (None, None, None),
    (None, "."): (None, None, None),
}
NO_RESULTS = [
    ("1.240,5", "."), ("1,5", "."), ("0,240", "."), ("12,40", "."), ("1,2,3", "."), ("1.5,240", ","),
    ("5 pg/mL", "."), ("5-6", "."), ("5±1", "."), ("--5", "."), ("<", "."), ("*", "."), ("<>5", "."), ("abc", "."),
    ("inf", "."), ("1e999", "."), ("1_000", "."), ("0x1F", "."), ("1e", "."), ("٣", "."), ("５", "."), ("(5)", "."),
    ("pending", "."), ("haemolysed", "."), ("5;6", "."), ("'; drop table t; --", "."),
]  # fmt: skip


def evaluated(macro, text, *arguments, mark="."):
    value = "null" if text is None else "'" + text.replace("'", "''") + "'"
    expression = MACROS.call(macro, "x", *arguments)
    return ENGINE.rows(f"select {expression} from (select cast({value} as varchar) as x, '{mark}' as decimal_mark)")[0][
        0
    ]


@pytest.mark.parametrize(("text", "mark"), RESULTS)
def test_a_result_is_taken_apart(text, mark):
    parts = tuple(evaluated(f"result_{part}", text, mark=mark) for part in ("value", "qualifier", "note"))
    assert parts == RESULTS[text, mark]
    assert evaluated("is_result", text, mark=mark) is True


@pytest.mark.parametrize(("text", "mark"), NO_RESULTS)
def test_what_is_no_result_is_refused(text, mark):
    assert evaluated("is_result", text, mark=mark) is False
    assert [evaluated(f"result_{part}", text, mark=mark) for part in ("value", "qualifier", "note")] == [None] * 3


# macro, text -> typed value; a text that cannot be read gives None and is not readable.
READ = {
    ("integer", "3"): 3,
    ("integer", "3.0"): 3,
    ("integer", "1,240"): 1240,
    ("integer", "-007"): -7,
    ("integer", " 12 "): 12,
    ("integer", "1e3"): 1000,
    ("integer", "999999999999999"): 999_999_999_999_999,
    ("integer", "4611686018427387904"): 2**62,
    ("percent", "85"): 85,
    ("percent", "85 %"): 85,
    ("percent", "0.5%"): 0.5,
    ("date", "2018-08-11"): date(2018, 8, 11),
    ("date", "2018-08-11T23:59"): date(2018, 8, 11),
    ("date", "2018-08-11 00:00:00"): date(2018, 8, 11),
    ("date", "11AUG2018"): date(2018, 8, 11),
    ("date", "11-Aug-2018"): date(2018, 8, 11),
    ("boolean", "Yes"): True,
    ("boolean", "1"): True,
    ("boolean", "f"): False,
    ("boolean", "0"): False,
    ("id", " A1 "): "A1",
    ("text", "\tx y\n"): "x y",
}
UNREADABLE = [
    ("integer", "3.5"), ("integer", "three"), ("integer", "1e30"), ("integer", "9223372036854775808"), ("integer", "-"), ("percent", "85 % of"), ("percent", "%"),
    ("date", "08/11/2018"), ("date", "2018-08"), ("date", "2018-02-30"), ("date", "0018-08-11"), ("date", "43323"),
    ("boolean", "2"), ("boolean", "maybe"),
]  # fmt: skip
MISSING = ["", "  ", "NA", "n/a", "N.A.", "NaN", ".", "null", " na ", None]


@pytest.mark.parametrize(("kind", "text"), READ)
def test_a_text_is_read(kind, text):
    assert evaluated(f"as_{kind}", text) == READ[kind, text]
    assert evaluated(f"is_{kind}", text) is True


@pytest.mark.parametrize(("kind", "text"), UNREADABLE)
def test_a_text_is_not_read(kind, text):
    assert evaluated(f"as_{kind}", text) is None
    assert evaluated(f"is_{kind}", text) is False


@pytest.mark.parametrize("kind", ["id", "text", "number", "integer", "percent", "date", "boolean", "result"])
@pytest.mark.parametrize("text", MISSING)
def test_what_is_missing_is_null_and_no_mistake(kind, text):
    assert evaluated(f"as_{kind}", text) is None
    assert evaluated(f"is_{kind}", text) is True


def test_a_code_has_the_spelling_of_the_contract():
    values = ["cells/uL", "it's"]
    assert evaluated("as_code", " CELLS/UL ", values) == "cells/uL"
    assert evaluated("as_code", "IT'S", values) == "it's"
    assert evaluated("is_code", "cells", values) is False
    assert evaluated("is_code", "NA", values) is True
