"""What a reader sees of a number is decided in few places; their examples in the docstrings are the tests."""

import doctest

import pytest

from cli.serve import pages
from python_stats import format as form
from python_stats.report import results, words


@pytest.mark.parametrize("module", [form, words, results, pages], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("value", [0.0499999, 0.04996, 0.0496, 0.04951])
def test_a_p_value_below_five_percent_is_printed_below_five_percent(value):
    assert float("0" + form.p_cell(value)) < 0.05


@pytest.mark.parametrize("value", [1e-12, 0.0001, 0.00099, 0.0099, 0.049, 0.05, 0.0999, 0.1, 0.5, 0.99])
def test_a_printed_p_value_keeps_its_size(value):
    printed = form.p_cell(value)
    if value < 0.0001:
        assert printed == "<.0001"
    else:
        assert float("0" + printed) == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_what_is_missing_is_a_dash(missing):
    functions = (form.number, form.count, form.p_cell, form.size)
    assert {function(missing) for function in functions} == {form.DASH}
    assert form.span(missing, 1.0) == form.DASH
    assert form.percent(missing, 10) == form.DASH
    assert form.interval(missing, 1.0) == "1.00 or less"
    assert form.interval(missing, missing) == ""
