"""The false discovery rate beside every P: within a family, over its primary rows, and one row for each estimate."""

import pytest

from python_stats.contract.results import PARTS
from tests.small_study import SQL
from warehouse.adapters.duckdb import open_memory
from warehouse.judging.compile import create_schemas
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import Vocabulary


def collected(*rows):
    """results.estimates over these rows of one analysis."""
    engine = open_memory()
    create_schemas(engine)
    engine.write("results.a", PARTS["estimates"], [{"analysis": "a", "family": "f", **row} for row in rows])
    vocabulary = Vocabulary({}, (), {}, PARTS, {"a": ("estimates",)}, {})
    text = (SQL / "results" / "estimates.sql").read_text("utf-8")
    columns, found = engine.answer(Renderer(vocabulary).render(text, "estimates.sql").sql)
    return [dict(zip(columns, row, strict=True)) for row in found]


def primary(p, **more):
    return {"is_primary": True, "p_value": p, "term": f"t{p}", "estimate_name": "e", **more}


# Benjamini and Hochberg 1995, the 15 P values of their example; q by R's p.adjust(method = "BH").
P_1995 = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.324,
    0.4262,
    0.5719,
    0.6528,
    0.759,
    1,
]
Q_1995 = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645, 0.0765, 0.486]
Q_1995 += [0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286, 1]


def test_q_is_that_of_benjamini_and_hochberg():
    found = {row["p_value"]: row["q_value"] for row in collected(*map(primary, reversed(P_1995)))}
    assert [found[p] for p in P_1995] == pytest.approx(Q_1995, rel=1e-12)


def test_rows_that_are_not_primary_or_have_no_p_are_no_tests():
    rows = [primary(0.01), primary(0.02), primary(None), {**primary(0.5), "is_primary": False}]
    found = sorted((row["p_value"] or 9, row["q_value"]) for row in collected(*rows) if row["q_value"] is not None)
    assert found == [(0.01, 0.02), (0.02, 0.02)]


def test_families_do_not_lend_each_other_tests():
    found = collected(primary(0.03), primary(0.04, family="g"), primary(0.05, family="g"))
    assert {row["p_value"]: row["q_value"] for row in found} == pytest.approx({0.03: 0.03, 0.04: 0.05, 0.05: 0.05})


def test_one_term_under_several_outcomes_stays_one_row_each():
    """A screen has the same covariate against many outcomes."""
    rows = [primary(p, term="ldh", outcome=outcome) for outcome, p in (("a", 0.01), ("b", 0.02), ("c", 0.03))]
    found = collected(*rows)
    assert sorted((row["outcome"], row["q_value"]) for row in found) == [("a", 0.03), ("b", 0.03), ("c", 0.03)]
