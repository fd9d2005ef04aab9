"""Whole matrices at once give, cell by cell, what the single-pair methods give: numbers to 1e-10, status and words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_stats import battery
from python_stats.contract.results import STATUSES
from python_stats.methods.kruskal import dunn, kruskal_wallis
from python_stats.methods.screen import NOT_SCREENED
from python_stats.methods.spearman import spearman
from python_stats.regression.logistic import logistic
from python_stats.screens.ranks import blocks, ranks_within, sorted_columns
from python_stats.screens.redrawn import redrawn
from python_stats.screens.screen_areas import screen_areas
from python_stats.screens.screen_groups import screen_groups
from python_stats.screens.screen_logistic import screen_logistic
from python_stats.screens.screen_spearman import screen_spearman
from python_stats.summaries.roc import auc, interval_of
from tests.stats import twins
from tests.stats.samples import frames, steady

AGREED = 1e-10


def matrix(seed, subjects=60, columns=12, missing="cells", ties=True):
    """Skewed columns, half of them tied, some constant, missing in panels or cell by cell."""
    draw = np.random.default_rng(seed)
    x = draw.lognormal(size=(subjects, columns))
    x[:, ::2] = np.ceil(x[:, ::2] * 3) if ties else x[:, ::2]
    x[:, -1] = 1.0
    if missing == "cells":
        x[draw.random(x.shape) < 0.2] = np.nan
    if missing == "panels":
        x[:10, :4] = np.nan
        x[5:20, 4:8] = np.nan
        x[3:, 8] = np.nan
    return x


def outcomes(seed, subjects=60):
    draw = np.random.default_rng(seed + 100)
    y = (draw.random((subjects, 4)) < (0.5, 0.1, 0.3, 0.0)).astype(float)
    y[draw.random(y.shape) < 0.1] = np.nan
    return y


def present(x, y):
    both = np.isfinite(x) & np.isfinite(y)
    return x[both], y[both]


def agrees(fast, slow):
    if slow is None:
        assert np.isnan(fast)
    else:
        assert fast == pytest.approx(slow, rel=AGREED, abs=1e-14)


@pytest.mark.parametrize("missing", ["none", "panels", "cells"])
@pytest.mark.parametrize("itself", [True, False], ids=["with itself", "with others"])
def test_every_correlation_is_that_of_its_pair(missing, itself):
    x = matrix(1, missing=missing)
    y = x if itself else matrix(2, missing=missing)
    found = screen_spearman(x, y)
    for place in np.ndindex(found.n.shape):
        slow = spearman(*present(x[:, place[0]], y[:, place[1]]))
        assert (found.n[place], STATUSES[found.status[place]]) == (slow.n, slow.status)
        quick = (found.rho, found.statistic, found.p_value, found.ci_low, found.ci_high)
        numbers = (slow.rho, slow.statistic, slow.p_value, slow.interval.low, slow.interval.high)
        for mine, theirs in zip(quick, numbers, strict=True):
            agrees(mine[place], theirs)


@pytest.mark.parametrize("ties", [True, False])
def test_both_ways_to_correlate_agree_to_the_last_digit(monkeypatch, ties):
    x = matrix(3, missing="panels", ties=ties)
    by_pattern = screen_spearman(x, x)
    monkeypatch.setattr("python_stats.screens.screen_spearman.COST_OF_A_PATTERN", 1e9)
    one_by_one = screen_spearman(x, x)
    assert np.array_equal(by_pattern.rho, one_by_one.rho, equal_nan=True)
    assert np.array_equal(by_pattern.rho, by_pattern.rho.T, equal_nan=True)


@pytest.mark.parametrize("few", [0, 10**9])
@pytest.mark.parametrize("missing", ["none", "panels", "cells"])
@pytest.mark.parametrize("ties", [True, False])
def test_subjects_drawn_again_are_correlated_as_their_rows_would_be(monkeypatch, few, missing, ties):
    """To the last digit, whoever was drawn twice or not at all; with one subject alone nothing is known."""
    monkeypatch.setattr("python_stats.screens.redrawn.FEW", few)
    x = matrix(9, subjects=40, missing=missing, ties=ties)
    correlated = redrawn(x)
    draws = [np.random.default_rng([9, place]).integers(0, len(x), len(x)) for place in range(6)]
    for chosen in (*draws, np.arange(40), np.zeros(40, dtype=np.intp), np.repeat([1, 2, 3], 3)):
        again = x[chosen]
        fast, slow = correlated(chosen), screen_spearman(again, again)
        for name in fast.__dataclass_fields__:
            assert np.array_equal(getattr(fast, name), getattr(slow, name), equal_nan=True), name


def test_the_number_of_threads_changes_no_digit():
    x, y = matrix(4), outcomes(4)
    for screen, other in ((screen_spearman, x), (screen_logistic, y)):
        one, three = screen(x, other, threads=1), screen(x, other, threads=3)
        for name in one.__dataclass_fields__:
            assert np.array_equal(getattr(one, name), getattr(three, name), equal_nan=True), name


@pytest.mark.parametrize("missing", ["none", "panels", "cells"])
def test_every_slope_is_that_of_its_pair(missing):
    x, y = matrix(5, missing=missing), outcomes(5)
    found = screen_logistic(x, y, profile=True)
    settled = 0
    for place in np.ndindex(found.n.shape):
        slow = logistic(*present(x[:, place[0]], y[:, place[1]]))
        assert (found.n[place], STATUSES[found.status[place]]) == (slow.n, slow.status)
        if slow.status == "ok":
            settled += 1
            agrees(found.slope[place], slow.fit.slope)
            agrees(np.sqrt(found.variance_slope[place]), slow.fit.standard_error)
            agrees(found.p_wald[place], slow.p_wald)
            agrees(found.likelihood_ratio[place], slow.likelihood_ratio)
            agrees(found.p_likelihood_ratio[place], slow.p_likelihood_ratio)
            assert found.ci_low[place] == pytest.approx(slow.profile.low, rel=1e-8, abs=1e-10)
            assert found.ci_high[place] == pytest.approx(slow.profile.high, rel=1e-8, abs=1e-10)
    assert settled >= 20


def test_every_test_over_groups_is_that_of_its_column():
    x = matrix(6)
    groups = np.random.default_rng(6).integers(-1, 3, len(x))
    found = screen_groups(x, groups, 3)
    for column in range(x.shape[1]):
        parts = {str(g): x[(groups == g) & np.isfinite(x[:, column]), column] for g in range(3)}
        slow = kruskal_wallis(parts)
        assert (found.n[column], STATUSES[found.status[column]]) == (slow.n, slow.status)
        agrees(found.h[column], slow.h)
        agrees(found.p_value[column], slow.p_value)
        agrees(found.epsilon_squared[column], slow.epsilon_squared)
        for place, contrast in enumerate(dunn(parts)):
            agrees(found.z[column, place], contrast.z)
            agrees(found.difference[column, place], contrast.difference)
            agrees(found.p_pair[column, place], contrast.p_value)


def test_every_area_is_that_of_its_column():
    x, y = matrix(7), outcomes(7)[:, 0]
    found = screen_areas(sorted_columns(np.ascontiguousarray(x.T)), y)
    for column in range(x.shape[1]):
        values, classes = present(x[:, column], y)
        slow, _ = interval_of(values[classes == 1], values[classes == 0])
        agrees(found.area[column], auc(values[classes == 1], values[classes == 0]))
        agrees(found.ci_low[column], slow.low)
        agrees(found.ci_high[column], slow.high)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=15))
@settings(steady)
def test_ranks_within_a_subset_are_counted_as_by_hand(rows):
    values, inside = np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows])
    found = ranks_within(sorted_columns(values[None, :]), inside)[0]
    members = values[inside].tolist()
    expected = [2 * twins.rank(v, members) - len(members) - 1 if m else 0 for v, m in zip(values, inside, strict=True)]
    assert found.tolist() == [float(rank) for rank in expected]


def test_blocks_cover_every_column_once_and_stay_small():
    parts = list(blocks(1003, 200, cells=10_000))
    assert [place for part in parts for place in range(part.start, part.stop)] == list(range(1003))
    assert max(part.stop - part.start for part in parts) == 50
    assert len(list(blocks(3, 10**9))) == 3


SINGLE = {
    "durable": ("logistic", "covariate", "outcome", {}),
    "y": ("spearman", "covariate", "outcome", {}),
    "response": ("kruskal_dunn", "value", "group", {"levels": ["durable", "none", "other", "relapsed"]}),
}


def same(one, other):
    for key, value in one.items():
        if isinstance(value, float):
            assert other[key] == pytest.approx(value, rel=1e-8, abs=1e-10), key
        elif key not in ("method", "family", "method_version"):
            assert other[key] == value, key


@pytest.mark.parametrize("outcome", SINGLE)
@given(frame=frames(most=14))
@settings(steady, max_examples=40)
def test_the_rows_of_the_screen_are_those_of_the_single_methods(outcome, frame):
    """Penalised rows are only there where the plain ones have nothing; medians and the spline not at all."""
    method, role, against, more = SINGLE[outcome]
    alone = battery.analyse("a", {"method": method, role: "x", against: outcome, **more}, frame)["estimates"]
    header = {"method": "screen", "covariates": ["x"], "outcomes": [outcome], "test": method}
    rows = battery.analyse("a", header, frame)["estimates"]
    found = {(row["term"], row["estimate_name"]): row for row in rows}
    expected = {(row["term"], row["estimate_name"]): row for row in alone if row["estimate_name"] not in NOT_SCREENED}
    if outcome == "response":
        # A level that nobody has is no level of the screen; it has one row without numbers in the single method.
        there = set(frame["response"].dropna())
        expected = {
            key: row for key, row in expected.items() if key[0] == "all levels" or set(key[0].split(" vs ")) <= there
        }
        expected = {key: row | {"note": found[key]["note"]} if key in found else row for key, row in expected.items()}
    for key, row in expected.items():
        if not key[1].endswith("_firth") or key in found:
            # The area of a single pair keeps infinite values to itself.
            note = {"note": found[key]["note"]} if key[1] == "auc" else {}
            adjusted = {"p_adjusted": found[key]["p_adjusted"]} if outcome == "response" else {}
            same(row | note | adjusted, found[key])


def made_up():
    draw = np.random.default_rng(8)
    frame = pd.DataFrame(draw.lognormal(size=(40, 3)), columns=["a", "b", "c"])
    frame["subject_id"] = [f"S{number:02d}" for number in range(40)]
    frame["yes"] = pd.Series(draw.random(40) < 0.4, dtype="boolean")
    frame["sex"] = np.where(np.arange(40) % 2, "male", "female")
    return frame


def test_a_screen_covers_every_pair_and_chooses_the_test_by_the_outcome():
    header = {"method": "screen", "covariates": ["a", "b"], "outcomes": ["yes", "c", "sex"], "family": "all"}
    rows = battery.analyse("s", header, made_up())["estimates"]
    primary = [(row["covariate"], row["outcome"], row["estimate_name"]) for row in rows if row["is_primary"]]
    names = {"yes": "odds_ratio_per_doubling", "c": "spearman_rho", "sex": "mean_rank_difference"}
    assert primary == [(x, y, names[y]) for y in ("yes", "c", "sex") for x in ("a", "b")]
    assert {row["family"] for row in rows} == {"all"}


def test_a_yes_no_covariate_has_no_logarithm():
    header = {"method": "screen", "covariates": "all_numeric", "outcomes": ["c"], "test": "spearman"}
    rows = battery.analyse("s", header, made_up())["estimates"]
    assert [row["covariate"] for row in rows] == ["a", "b", "yes"]
    flagged = made_up().assign(flag=made_up()["a"] > 1)
    header = {"method": "screen", "covariates": ["flag", "a"], "outcomes": ["yes"], "scales": {"a": "identity"}}
    names = [row["estimate_name"] for row in battery.analyse("s", header, flagged)["estimates"]]
    per_sd = {"odds_ratio_per_sd", "odds_ratio_per_sd_profile"}
    assert set(names) == {"odds_ratio_per_unit", "odds_ratio_per_unit_profile", *per_sd, "auc"}


@pytest.mark.parametrize(
    ("covariate", "outcome", "test", "said"),
    [
        ("sex", "yes", "by_outcome", "column 'sex' holds text, not numbers"),
        ("a", "c", "logistic", "column 'c' is not a yes/no outcome"),
        ("a", "sex", "spearman", "column 'sex' holds text, not numbers"),
    ],
)
def test_a_column_of_the_wrong_kind_fails_alone(covariate, outcome, test, said):
    header = {"method": "screen", "covariates": [covariate], "outcomes": [outcome], "test": test}
    (row,) = battery.analyse("s", header, made_up())["estimates"]
    assert (row["status"], row["note"], row["is_primary"]) == ("failed", said, True)
