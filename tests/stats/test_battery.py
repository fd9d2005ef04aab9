"""The contract with the engine: rows of the promised columns and types, whatever the data; light until it analyses."""

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from python_stats import battery
from python_stats.contract.registry import METHODS
from python_stats.contract.results import STATUSES
from tests.stats.samples import HEADERS, frames, steady

PYTHON_TYPES = {"VARCHAR": str, "BOOLEAN": bool, "BIGINT": int, "INTEGER": int, "DOUBLE": float}
every_header = pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
# Rows of pairs of columns have counts of their own and no observations (test_screen.py, test_multivariate.py).
OF_PAIRS = ("screen", "cluster_covariates")
every_single_header = pytest.mark.parametrize(
    "header",
    [header for header in HEADERS.values() if header["method"] not in OF_PAIRS],
    ids=[name for name, header in HEADERS.items() if header["method"] not in OF_PAIRS],
)


def cohort(n=40):
    """A frame with an effect in it, made by arithmetic so that it is the same everywhere."""
    index = np.arange(n)
    return pd.DataFrame(
        {
            "subject_id": [f"S{number:03d}" for number in index],
            "x": 2.0 ** ((index * 7 % 11) - 3),
            "y": (index * 7 % 11) + (index * 5 % 7) / 2.0,
            "durable": pd.Series((index * 7 % 11) + (index * 3 % 8) > 8, dtype="boolean"),
            "response": np.array(["durable", "relapsed", "none"])[(index * 7 % 11 + index % 5) // 5],
        }
    )


def primary(parts):
    return [row for row in parts["estimates"] if row["is_primary"]]


@every_header
def test_a_method_fills_no_table_that_its_entry_does_not_name(header, monkeypatch):
    everything = tuple(part for part in battery.PARTS if part != "estimates")
    method = METHODS[header["method"]]
    declared = battery.parts(header)
    monkeypatch.setitem(METHODS, header["method"], replace(method, parts=everything))
    found = battery.analyse("a", header, cohort())
    assert {part for part, rows in found.items() if rows} == set(declared)


@every_header
@given(frame=frames())
@settings(steady, max_examples=25)
def test_rows_have_the_promised_columns_and_types_whatever_the_data(header, frame):
    parts = battery.analyse("a", header, frame)
    assert list(parts) == list(battery.parts(header))
    for part, rows in parts.items():
        for row in rows:
            assert list(row) == list(battery.PARTS[part])
            for column, value in row.items():
                assert value is None or type(value) is PYTHON_TYPES[battery.PARTS[part][column]], (part, column)
                assert not isinstance(value, float) or math.isfinite(value), (part, column)


@every_header
@given(frame=frames())
@settings(steady, max_examples=25)
def test_a_row_that_found_nothing_says_why(header, frame):
    for row in battery.analyse("a", header, frame)["estimates"]:
        assert row["status"] in STATUSES
        assert row["status"] in ("ok", "descriptive") or (row["note"] and row["estimate"] is None)
        assert row["status"] != "ok" or row["estimate"] is not None


@every_header
@given(frame=frames())
@settings(steady, max_examples=25)
def test_the_order_of_the_rows_cannot_change_a_digit(header, frame):
    assert battery.analyse("a", header, frame) == battery.analyse("a", header, frame.iloc[::-1])


@every_single_header
@given(frame=frames())
@settings(steady, max_examples=25)
def test_every_selected_row_is_an_observation(header, frame):
    rows = battery.analyse("a", header, frame)["observations"]
    assert [row["subject_id"] for row in rows] == frame["subject_id"].tolist()
    if "covariates" not in header:
        values = frame[header.get("covariate", header.get("value", header.get("outcome")))].to_numpy(
            dtype=np.float64, na_value=np.nan
        )
        assert [row["x"] is None for row in rows] == (~np.isfinite(values)).tolist()


@every_single_header
def test_the_rows_of_an_analysis_do_not_depend_on_what_was_found(header):
    """A table of many analyses keeps its shape: the same terms and names with data, without and with none to fit."""
    key = ("term", "is_primary", "estimate_name")
    found, empty = (
        [tuple(row[column] for column in key) for row in battery.analyse("a", header, frame)["estimates"]]
        for frame in (cohort(), cohort().assign(x=1.0))
    )
    assert found == empty


@every_single_header
def test_who_was_counted(header):
    frame = cohort()
    frame.loc[:2, "x"] = None
    frame.loc[3, ["y", "durable", "response"]] = None
    rows = battery.analyse("a", header, frame)["estimates"]
    if header["method"] == "random_forest":
        # A forest replaces missing covariates: only an outcome can be missing.
        assert [(row["n"], row["n_missing"]) for row in rows] == [(39, 1)]
        return
    # An imputed model is without those alone who lack the outcome.
    imputed = [row for row in rows if "values imputed" in str(row["note"])]
    rows = [row for row in rows if row not in imputed]
    assert {(row["n"], row["n_missing"]) for row in imputed} == ({(39, 1)} if "imputations" in header else set())
    assert {row["n_missing"] for row in rows} == {4}
    assert max(row["n"] for row in rows) <= 36
    if header["method"] in ("spearman", "logistic", "logistic_multivariable"):
        assert rows[0]["n"] == 36


def test_one_p_value_of_an_analysis_is_the_papers():
    counts = {name: len(primary(battery.analyse("a", header, cohort()))) for name, header in HEADERS.items()}
    assert counts == {
        "spearman": 1,
        "partial_spearman": 1,
        "logistic_log2": 1,
        "logistic_identity": 1,
        "kruskal_dunn": 3,
        "time_course": 6,
        "rank_sum": 1,
        "describe": 0,
        "logistic_multivariable": 2,
        "jonckheere": 1,
        "quartile_trend": 1,
        "agreement": 0,
        "screen": 8,
        "random_forest": 1,
        "pca": 0,
        "cluster_covariates": 0,
        "linear_multivariable": 3,
        "censored_linear": 3,
        "linear_imputed": 3,
        "cox": 3,
        "screen_of_times": 1,
        "kaplan_meier": 1,
    }, "a new header of samples.py goes into this list, with the number of its rows that carry the paper's P"


def test_an_odds_ratio_per_doubling_is_that_of_log2():
    logged = cohort().assign(x=np.log2(cohort()["x"]))
    doubling = battery.analyse("a", HEADERS["logistic_log2"], cohort())["estimates"]
    unit = battery.analyse("a", HEADERS["logistic_identity"], logged)["estimates"]
    names = [row["estimate_name"] for row in doubling]
    assert names[:3] == ["odds_ratio_per_doubling", "odds_ratio_per_doubling_profile", "odds_ratio_per_sd"]
    for one, other in zip(doubling[:3], unit[:3], strict=True):
        assert one["estimate"] == pytest.approx(other["estimate"], rel=1e-9)
        assert one["p_value"] == pytest.approx(other["p_value"], rel=1e-9)


def test_the_curve_lies_over_the_observations():
    """101 points in the covariate's own unit, evenly spaced on the fitted scale, from least to greatest."""
    frame = cohort()
    curve = battery.analyse("a", HEADERS["logistic_log2"], frame)["curves"]
    x = np.array([point["x"] for point in curve])
    assert len(x) == 101
    assert (x[0], x[-1]) == (pytest.approx(frame["x"].min()), pytest.approx(frame["x"].max()))
    assert np.diff(np.log2(x)) == pytest.approx(np.full(100, np.log2(x[-1] / x[0]) / 100))


def test_values_that_have_no_logarithm_are_left_out_and_counted():
    frame = cohort()
    frame.loc[:1, "x"] = [0.0, -1.0]
    rows = battery.analyse("a", HEADERS["logistic_log2"], frame)["estimates"]
    assert rows[0]["n"] == 38 and rows[0]["n_missing"] == 0
    assert rows[0]["note"] == "2 values at or below zero left out"
    assert battery.analyse("a", HEADERS["logistic_identity"], frame)["estimates"][0]["n"] == 40


def test_an_infinite_value_is_left_out_and_counted():
    frame = cohort()
    frame.loc[0, "x"] = float("inf")
    row = battery.analyse("a", HEADERS["spearman"], frame)["estimates"][0]
    assert (row["n"], row["note"]) == (39, "1 infinite value left out")


def test_separation_has_no_odds_ratio_but_a_p_value():
    frame = cohort().assign(durable=cohort()["x"] > 4)
    wald, ratio, _, _, penalised, line, area = battery.analyse("a", HEADERS["logistic_log2"], frame)["estimates"]
    assert (wald["status"], wald["estimate"], wald["p_value"]) == ("separated", None, None)
    assert (ratio["estimate"], ratio["ci_high"]) == (None, None)
    assert ratio["ci_low"] > 1 and ratio["p_value"] < 0.001
    assert (penalised["status"], penalised["estimate_name"]) == ("ok", "odds_ratio_per_doubling_firth")
    assert 1 < penalised["ci_low"] < penalised["estimate"] < penalised["ci_high"]
    assert line["status"] == "failed" and line["estimate"] is None
    assert area["estimate"] == 1.0
    assert battery.analyse("a", HEADERS["logistic_log2"], frame)["curves"] == []


def test_an_odds_ratio_too_large_or_too_small_for_a_number_is_none():
    """A covariate in far too large a unit: nobody wants e to the thousandth, and infinity is no number in SQL."""
    frame = cohort().assign(x=cohort()["x"] / 1e6)
    unit, _, per_sd, *_ = battery.analyse("a", HEADERS["logistic_identity"], frame)["estimates"]
    assert (unit["status"], unit["estimate"], unit["note"]) == ("failed", None, battery.BEYOND)
    assert unit["p_value"] == pytest.approx(per_sd["p_value"])
    assert per_sd["status"] == "ok" and per_sd["estimate"] > 1
    lower = frame.assign(durable=~frame["durable"])
    assert battery.analyse("a", HEADERS["logistic_identity"], lower)["estimates"][0]["note"] == battery.BEYOND


def test_a_penalised_fit_that_does_not_settle_fails_alone(monkeypatch):
    monkeypatch.setattr("python_stats.methods.odds_ratios.firth", lambda z, y: None)
    rows = battery.analyse("a", HEADERS["logistic_log2"], cohort())["estimates"]
    assert [row["status"] for row in rows] == ["ok", "ok", "ok", "ok", "failed", "ok", "ok"]
    assert rows[4]["note"] == "the penalised fit did not settle" and rows[4]["estimate"] is None


def test_groups_that_are_not_compared_are_counted():
    frame = cohort().assign(response=cohort()["response"].replace({"none": "other"}))
    rows = battery.analyse("a", HEADERS["kruskal_dunn"], frame)["estimates"]
    assert "subjects in groups not compared" in rows[0]["note"]
    assert {row["group_label"] for row in battery.analyse("a", HEADERS["kruskal_dunn"], frame)["observations"]} == {
        "durable",
        "relapsed",
        "other",
    }


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("x", ["high"] * 40, "column 'x' holds text, not numbers"),
        ("x", pd.Series(pd.Timestamp("2020-01-01"), index=range(40)), "column 'x' holds Timestamp, not numbers"),
        ("durable", [2] * 40, "column 'durable' is not a yes/no outcome"),
    ],
)
def test_a_column_of_the_wrong_kind_is_a_failed_row(column, values, said):
    frame = cohort().assign(**{column: values})
    (row,) = battery.analyse("a", HEADERS["logistic_log2"], frame)["estimates"]
    assert (row["status"], row["note"], row["is_primary"], row["n"]) == ("failed", said, True, 0)


@pytest.mark.parametrize("dtype", ["boolean", "bool", "float64", "int64", "object"])
def test_a_yes_no_outcome_may_come_as_any_type_that_holds_it(dtype):
    expected = battery.analyse("a", HEADERS["logistic_log2"], cohort())["estimates"]
    frame = cohort().astype({"durable": dtype})
    assert battery.analyse("a", HEADERS["logistic_log2"], frame)["estimates"] == expected


def test_outcomes_are_labelled():
    rows = battery.analyse("a", HEADERS["logistic_log2"], cohort())["observations"]
    assert {(row["y"], row["group_label"]) for row in rows} == {(0.0, "false"), (1.0, "true")}


def test_planning_imports_nothing_heavy(root):
    """`problems` and `fingerprint` are part of every plan; a plan should not wait for scipy."""
    code = (
        "import sys; from python_stats import battery; battery.problems({'method': 'spearman'}, []);"
        "[battery.fingerprint(method) for method in battery.METHODS];"
        "print([name for name in ('scipy', 'statsmodels', 'pandas', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
