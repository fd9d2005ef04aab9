"""The contents of a report tell every result apart, and keep those that lack their subjects out of the way."""

import json

from python_stats.report.contents import entries
from python_stats.report.page import render
from python_stats.report.quantities import load_columns
from python_stats.report.results import load_results
from python_stats.report.tables import present
from tests import made_up_report as made_up
from tests.unit.test_report import Page

ROW = {"figure": "1G", "covariate": "peak", "covariate_label": "Peak", "outcome": "durable", "outcome_label": "Durable"}
ROW |= {"term": "peak", "estimate_name": "spearman_rho", "is_primary": True, "status": "ok", "n": 40, "estimate": 0.2}


def analyses(*changes):
    """Tables with an analysis for each change of the row, named a, b, c; `controls` go into its header."""
    tables = made_up.cohort()
    for place, (name, change) in enumerate(zip("abcdef", changes, strict=False)):
        spec = {"controls": change.pop("controls", [])}
        tables.add(
            "report.rpt_estimates", ROW | {"method": "spearman"} | change | {"analysis": name, "row_order": place}
        )
        tables.add("meta.models", {"name": name, "about": f"Question {name}?", "analysis": json.dumps(spec)})
    return tables


def titles(*changes):
    tables = present(analyses(*changes))
    return entries(load_results(tables), load_columns(tables))


def test_a_title_alone_says_no_more_than_it_must():
    assert titles({}) == {"a": "Peak: durable"}


def test_titles_say_what_differs():
    found = titles({}, {"method": "quartile_trend"})
    assert found["a"].startswith("Peak: durable, ")
    assert found["a"] != found["b"]
    assert titles({"subset": "burden low"}, {"subset": "burden high"}) == {
        "a": "Peak: durable, burden low",
        "b": "Peak: durable, burden high",
    }
    assert titles({}, {"controls": ["age", "stage", "sex"]}) == {
        "a": "Peak: durable",
        "b": "Peak: durable, given age, stage and sex",
    }
    assert titles({}, {}) == {"a": "Peak: durable, a", "b": "Peak: durable, b"}


def test_groups_tell_apart_what_is_of_the_same_and_are_spelt_as_in_the_header():
    tables = made_up.cohort()
    for place, (name, group, about) in enumerate((("a", "severe_crs", "Severe CRS"), ("b", "best", "Best of all"))):
        row = ROW | {"method": "spearman", "analysis": name, "row_order": place}
        tables.add("report.rpt_estimates", row)
        tables.add("meta.models", {"name": name, "about": "Which?", "analysis": json.dumps({"group": group})})
        tables.add("meta.columns", {"relation": f"analyses.{name}", "column_name": group, "about": about})
    shown = present(tables)
    found = entries(load_results(shown), load_columns(shown))
    assert found == {"a": "Peak: durable, by severe CRS", "b": "Peak: durable, by best"}


def test_what_lacks_its_subjects_is_folded_into_one_list_with_reason_and_count():
    few = {"status": "too_few", "n": 3, "estimate": None}
    nobody = {"status": "constant", "n": 0, "estimate": None}
    page = Page(render(analyses({}, few, few, nobody)))
    assert "Not computed (3)" in page.text
    assert "2 analyses: There are too few subjects for this method" in page.text
    assert "1 analysis: No subject has the values that this analysis needs" in page.text
    assert "nothing varies" not in page.text
    listed = {attributes["href"] for attributes in page.all("a") if attributes["href"].startswith("#result-")}
    assert listed == {"#result-a"}
    assert {"result-b", "result-c", "result-d"} <= {attributes.get("id") for _, attributes in page.tags}
