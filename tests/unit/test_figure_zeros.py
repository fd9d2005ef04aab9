"""A logarithmic axis has no place for zero: a figure draws it at the floor, or leaves it out and says how many."""

import math
from dataclasses import replace

import pytest

from python_stats.figures.kinds import KINDS_OF_METHOD, drawings, figure_files
from python_stats.figures.panel import Axis, CurvePoint, Effect, Panel, Point, Quartile
from python_stats.report.pictures import draw, load_parts, panel_of
from python_stats.report.results import load_results
from python_stats.report.tables import present
from tests import made_up_report as made_up

LOGGED = Axis("Area under the curve", "d*{cells}/uL", "log2")
ZERO, AGREED = (0.0, 0.0, ""), ("bias_ratio", "limit_ratio_low", "limit_ratio_high")


def panel(*extra, **changes):
    """Levels of seven subjects from 1 to 64, and those of others beside them."""
    seven = [(2.0**k, 3.0 * 2.0**k, "low" if k % 2 else "high") for k in range(7)]
    return Panel(
        "made_up",
        LOGGED,
        replace(LOGGED, label="Ferritin"),
        points=tuple(Point(*one) for one in (*seven, *extra)),
        curve=tuple(CurvePoint(2.0**k, 0.5, 0.4, 0.6) for k in range(7)),
        quartiles=tuple(Quartile(k, k - 1.0, k, 2, 1, 0.5, 0.1, 0.9, 0.0, 0.0, 3.0) for k in range(1, 5)),
        levels=("low", "high"),
        effects=tuple(Effect(name, value, 0.0, math.inf) for name, value in zip(AGREED, (1.0, 0.0, 2.0), strict=True)),
        **changes,
    )


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
@pytest.mark.parametrize("extra", [[(0.0, 0.0, "low")] * 3, [(0.0, 5.0, "low")], [(-1.0, -2.0, "high")], [ZERO]])
def test_no_figure_stumbles_over_values_at_or_below_zero(method, extra):
    for drawing in drawings(method, panel(*extra), "t"):
        assert "nan" not in drawing.svg


def test_a_curve_that_begins_at_zero_is_drawn_from_the_floor():
    """What a model on the scale of the covariate itself has fitted, on the logarithmic axis of its registry."""
    fitted = tuple(CurvePoint(x, 0.5, 0.4, 0.6) for x in (0.0, 64.0))
    drawn = replace(panel((0.0, 0.0, "low")), curve=fitted, quartiles=())
    assert len(drawings("logistic", drawn, "t")) == 1


def with_zeros(add, rows):
    tables = add(made_up.cohort(), "area", n=40)
    for place, (x, y) in enumerate(rows):
        row = {"analysis": "area", "subject_id": f"Z{place}", "x": x, "y": y, "group_label": "true"}
        tables.add("report.rpt_observations", row)
    return present(tables)


def of(tables):
    (result,), parts = load_results(tables), load_parts(tables)
    return result, panel_of(result, parts, ""), draw(result, parts, "")


def test_what_the_model_left_out_is_counted_and_not_drawn():
    """Two have both values, one of them below zero; the third has no outcome and is no part of it either way."""
    tables = with_zeros(made_up.add_logistic, [(0.0, 1.0), (-1.0, 0.0), (0.0, None)])
    _, shown, (rates, curve) = of(tables)
    assert (len(shown.complete), shown.n_left_out) == (40, 2)
    assert "2 at or below zero left out</text>" in curve.svg and "2 at or below zero left out. " in curve.svg
    assert "left out" not in rates.svg, "the quarters hold them"
    files = figure_files("logistic", shown, "t", 30)
    assert b"note,2 at or below zero left out" in files["area__probability_curve.csv"]
    assert b"left out" not in files["area__quartile_rates.csv"]


def test_a_model_without_logarithms_keeps_them():
    tables = with_zeros(made_up.add_logistic, [(0.0, 1.0)])
    tables.tables.rows["meta.models"][-1]["analysis"] = '{"method": "logistic", "scale": "identity"}'
    _, shown, drawn = of(tables)
    assert (len(shown.complete), shown.n_left_out, len(drawn)) == (41, 0, 2)


def test_ranks_keep_them():
    assert of(with_zeros(made_up.add_spearman, [(0.0, 3.0), (2.0, 0.0)]))[1].n_left_out == 0


def test_a_ratio_of_two_assays_needs_both_above_zero():
    shown = panel(n_left_out=2)
    scatter, differences = drawings("agreement", shown, "t")
    assert all("2 at or below zero left out</text>" in drawing.svg for drawing in (scatter, differences))
