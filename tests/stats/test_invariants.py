"""What holds of every row of every method, fed with the frames of database queries: gaps of every type, and extremes.

No exception and no warning, no `ok` without a number, an interval that holds its estimate, a P between 0 and 1, and in
the groups of `by` no two rows that cannot be told apart.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_stats import battery
from tests.stats.samples import HEADERS, steady
from warehouse.adapters.duckdb import open_memory

# What a column of numbers may be in a database, of a small whole number `v` or null.
KINDS = {
    "integer": "v",
    "decimal": "cast(v as decimal(9, 2)) / 4",
    "double": "v * 1.1",
    "yes or no": "v > 3",
    "below zero too": "v - 5.5",
    "far from zero": "1e8 + v / 16.0",
    "last digits": "1e8 + v * 1e-8",
    "one far outlier": "case when v = 4 then 1e12 else v end",
    "tiny": "v * 1e-170",
    "huge": "v * 1e200",
    "greatest": "v * 1.6e307",
    "of all magnitudes": "10.0 ** (v * 55 - 250)",
    "none": "cast(null as double)",
}
PARTS = ("v", "v > 3", "date '2020-01-31' + v", "cast(v as varchar)", "case when v > 3 then 'missing' end")
BY_GROUP = [name for name, header in HEADERS.items() if header["method"] not in ("random_forest", "screen")]

kinds = st.sampled_from([*KINDS])
values = st.one_of(st.none(), st.integers(0, 10))
subjects = st.tuples(values, values, st.sampled_from([True, False, None]), st.integers(0, 4), values)


@pytest.fixture(scope="module")
def engine():
    opened = open_memory()
    yield opened
    opened.close()


def queried(engine, x, y, part, rows):
    """The frame of a query over made-up subjects."""
    words = ("durable", "relapsed", "none", "other", None)
    found = [
        {"subject_id": f"S{place:03d}", "a": a, "b": b, "durable": yes, "response": words[word], "c": c}
        for place, (a, b, yes, word, c) in enumerate(rows)
    ]
    columns = {"subject_id": "varchar", "a": "integer", "b": "integer", "c": "integer"}
    columns |= {"durable": "boolean", "response": "varchar"}
    x, y, part = (re.sub(r"\bv\b", name, spelled) for spelled, name in ((x, "a"), (y, "b"), (part, "c")))
    engine.write("t", columns, found)
    return engine.frame(f"select subject_id, {x} as x, {y} as y, durable, response, {part} as part from t")


def problems(row):
    estimate, low, high, p = (row[name] for name in ("estimate", "ci_low", "ci_high", "p_value"))
    if row["status"] == "ok" and estimate is None:
        yield "ok without a number"
    if row["status"] not in ("ok", "descriptive") and not row["note"]:
        yield "no number and no reason"
    if p is not None and not 0 <= p <= 1:
        yield "P is no probability"
    if estimate is not None:
        slack = 1e-9 * abs(estimate)
        if (low is not None and low > estimate + slack) or (high is not None and high < estimate - slack):
            yield "the interval does not hold the estimate"


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@given(x=kinds, y=kinds, rows=st.lists(subjects, max_size=24))
@settings(steady, max_examples=25)
def test_no_row_of_a_method_says_what_it_cannot_know(engine, header, x, y, rows):
    for row in battery.analyse("a", header, queried(engine, KINDS[x], KINDS[y], "v", rows))["estimates"]:
        assert not [*problems(row)], row


@pytest.mark.parametrize("name", BY_GROUP)
@given(part=st.sampled_from(PARTS), rows=st.lists(subjects, min_size=1, max_size=24))
@settings(steady, max_examples=10)
def test_no_two_rows_of_groups_are_alike(engine, name, part, rows):
    frame = queried(engine, "v", "v * 1.1", part, rows)
    found = battery.analyse("a", HEADERS[name] | {"by": ["part"]}, frame)["estimates"]
    keys = [(row["subset"], row["covariate"], row["outcome"], row["term"], row["estimate_name"]) for row in found]
    assert len(set(keys)) == len(keys)
    for row in found:
        assert not [*problems(row)], row
